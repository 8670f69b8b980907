package dev.usher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What is logged while this is open, down to DEBUG, whatever level other tests have left to the
 * root logger.
 */
public final class Logged implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private Logged(String by) {
        logger = (Logger) LoggerFactory.getLogger(by);
        before = logger.getLevel();
        // Other threads log while a test reads.
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(lines);
    }

    public static Logged by(Class<?> by) {
        return new Logged(by.getName());
    }

    /** By all loggers below a package. */
    public static Logged below(String name) {
        return new Logged(name);
    }

    public List<ILoggingEvent> lines() {
        return lines.list;
    }

    public List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Messages, and whatever exceptions came with them. */
    public String text() {
        return lines.list.stream()
                .map(line ->
                        line.getFormattedMessage()
                                + (line.getThrowableProxy() == null
                                        ? ""
                                        : " " + line.getThrowableProxy().getMessage()))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }
}
