package dev.usher.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class JsonLogTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws Exception {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(JsonLogTest.class.getResource("/logback.xml"));
    }

    @Test
    void a_line_is_one_object_with_what_it_is_about_beside_the_message() throws Exception {
        JsonLog.begin(context);
        String line = encode("two\nlines \"quoted\"");
        assertThat(line).endsWith("\n").doesNotContain("\r");
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("@timestamp").asString("")).isEqualTo("2026-11-22T20:00:00Z");
        assertThat(json.path("level").asString("")).isEqualTo("INFO");
        assertThat(json.path("logger_name").asString("")).isEqualTo("dev.usher.worker.RequestLog");
        assertThat(json.path("message").asString("")).isEqualTo("two\nlines \"quoted\"");
        assertThat(json.path("id").asString("")).isEqualTo("order-1");
        assertThat(json.path("duration_ms").isNumber()).isTrue();
        assertThat(json.has("@version")).isFalse();
        assertThat(json.has("level_value")).isFalse();
    }

    @Test
    void people_get_a_line_of_text_with_the_same() {
        assertThat(encode("signup succeeded"))
                .endsWith("RequestLog id=order-1 - signup succeeded duration_ms=12\n");
    }

    @Test
    void an_encoder_of_the_operators_own_stays() {
        Encoder<ILoggingEvent> own = new EchoEncoder<>();
        console().setEncoder(own);
        JsonLog.begin(context);
        assertThat(console().getEncoder()).isSameAs(own);
    }

    private String encode(String message) {
        var event =
                new LoggingEvent(
                        "",
                        context.getLogger("dev.usher.worker.RequestLog"),
                        Level.INFO,
                        message,
                        null,
                        null);
        event.setInstant(Instant.parse("2026-11-22T20:00:00Z"));
        event.setMDCPropertyMap(Map.of("id", "order-1"));
        event.setKeyValuePairs(List.of(new KeyValuePair("duration_ms", 12L)));
        return new String(console().getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private ConsoleAppender<ILoggingEvent> console() {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        return (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
    }
}
