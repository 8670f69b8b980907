package dev.usher.flow;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What a class logs while this is open. */
final class Logged implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private Logged(Class<?> by) {
        logger = (Logger) LoggerFactory.getLogger(by);
        lines.start();
        logger.addAppender(lines);
    }

    static Logged by(Class<?> by) {
        return new Logged(by);
    }

    /** Messages, and whatever exceptions came with them. */
    String text() {
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
    }
}
