package dev.usher.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void a_line_has_its_time_in_utc_and_the_id_of_the_request() throws Exception {
        configure();
        assertThat(line(Map.of("id", "order-1")))
                .matches(
                        "2026-11-22T20:00:00\\.000Z INFO  \\[\\S+] .*Worker id=order-1 - taken\\R");
        assertThat(line(Map.of()))
                .matches("2026-11-22T20:00:00\\.000Z INFO  \\[\\S+] .*Worker - taken\\R");
    }

    @Test
    void the_level_is_info_unless_the_property_says_otherwise() throws Exception {
        configure();
        assertThat(root().getLevel()).isEqualTo(Level.INFO);
        System.setProperty("usher.log.level", "DEBUG");
        try {
            configure();
        } finally {
            System.clearProperty("usher.log.level");
        }
        assertThat(root().getLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("org.elasticmq.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void logs_go_to_stderr() throws Exception {
        configure();
        assertThat(console().getTarget()).isEqualTo("System.err");
    }

    private void configure() throws Exception {
        context.reset();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
    }

    private String line(Map<String, String> mdc) {
        var event =
                new LoggingEvent(
                        "",
                        context.getLogger("dev.usher.worker.Worker"),
                        Level.INFO,
                        "taken",
                        null,
                        null);
        event.setInstant(Instant.parse("2026-11-22T20:00:00Z"));
        event.setMDCPropertyMap(mdc);
        return new String(console().getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private ConsoleAppender<ILoggingEvent> console() {
        return (ConsoleAppender<ILoggingEvent>) root().getAppender("stderr");
    }
}
