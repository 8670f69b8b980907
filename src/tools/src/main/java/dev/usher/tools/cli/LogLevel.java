package dev.usher.tools.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets the log level. */
public final class LogLevel {
    private LogLevel() {}

    /**
     * @param name ERROR, WARN, INFO or DEBUG
     */
    public static void set(String name) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.toLevel(name));
        }
    }
}
