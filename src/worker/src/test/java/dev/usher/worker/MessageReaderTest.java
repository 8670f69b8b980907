package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.message.RequestReading;
import dev.usher.sqs.Message;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class MessageReaderTest {
    private final Bench bench = new Bench();
    private final Lane lane = new Lane(bench.requests, bench.deadLetters, bench.replies, Map.of());

    @Test
    void a_body_that_breaks_the_parser_is_a_request_without_an_id() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(MessageReader.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(lines);
        try {
            ReceivedRequest request =
                    read(body -> {
                        throw new IllegalStateException("s3cret " + body);
                    });
            assertThat(request.reading()).isInstanceOf(RequestReading.Invalid.class);
            assertThat(request.id()).isNull();
            assertThat(request.replyQueue()).isSameAs(bench.replies);
            assertThat(lines.list)
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.getThrowableProxy()).isNull();
                        assertThat(line.getFormattedMessage())
                                .contains("broke the parser")
                                .doesNotContain("s3cret");
                    });
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @Test
    void a_body_that_overflows_the_stack_is_a_request_without_an_id() throws Exception {
        ReceivedRequest request =
                read(_ -> {
                    throw new StackOverflowError();
                });
        assertThat(request.id()).isNull();
    }

    private ReceivedRequest read(Function<String, RequestReading> parser) throws Exception {
        bench.requests.put("?");
        Message message =
                bench.requests.receive(1, Duration.ZERO, Duration.ofMinutes(1)).getFirst();
        return new MessageReader(lane, bench.keyRing(), parser).read(message);
    }
}
