package dev.usher.observe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * One JSON object per line, for log collectors: {@code @timestamp} (UTC), {@code level}, {@code
 * logger_name}, {@code thread_name}, {@code message}, and the key-value pairs and MDC of the line.
 */
public final class JsonLog {
    private static final String APPENDER = "stderr";
    private static final String LEFT_OUT = "[ignore]";

    private JsonLog() {}

    /** Switches the log to JSON; a configuration of the operator's own stays as it is. */
    public static void begin() {
        begin((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    static void begin(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (root.getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> console
                && console.getEncoder() instanceof PatternLayoutEncoder) {
            console.setEncoder(encoder(context));
        }
    }

    private static LogstashEncoder encoder(LoggerContext context) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion(LEFT_OUT);
        names.setLevelValue(LEFT_OUT);
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.start();
        return encoder;
    }
}
