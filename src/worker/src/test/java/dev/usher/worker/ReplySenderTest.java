package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Problem;
import dev.usher.message.RequestReading;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SqsText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplySenderTest {
    private final Bench bench = new Bench();
    private final ReplySender sender =
            new ReplySender(
                    new SqsSender("requests", bench.keyRing(), () -> 1, bench.runtime()),
                    bench.clock);

    @Test
    void what_SQS_refuses_is_escaped_and_long_problems_are_shortened() throws Exception {
        String problems = "/x ".repeat(1 << 19);
        bench.requests.put("?");
        Message message =
                bench.requests.receive(1, Duration.ZERO, Duration.ofMinutes(1)).getFirst();
        ReceivedRequest request =
                new ReceivedRequest(
                        message,
                        null,
                        new RequestReading.Invalid(
                                "a",
                                "x".repeat(300),
                                null,
                                null,
                                List.of(new Problem("/x", problems))),
                        bench.replies);
        Failure failure =
                Failure.of(FailureCode.INVALID_REQUEST, "\uFFFF" + SqsText.shortened(problems));

        assertThat(sender.send(request, new Result.Failed(failure), false, 0))
                .isInstanceOf(Outcome.Done.class);

        Outgoing reply = bench.replies.contents().getFirst();
        assertThat(reply.bytes()).isLessThan(10_000);
        assertThat(reply.body()).containsIgnoringCase("\\uffff").matches(SqsText::isSendable);
        assertThat(reply.attributes()).containsKey("id").doesNotContainKey("type");
    }
}
