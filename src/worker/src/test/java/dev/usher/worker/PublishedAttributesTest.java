package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.contract.AsyncApi;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.message.Schemas;
import dev.usher.sqs.Outgoing;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the worker sends beside its bodies is what the published documents say. */
final class PublishedAttributesTest {
    private static final AsyncApi DOCUMENT = AsyncApi.read();
    private static final Schemas REASON = Schemas.of("dead-letter-reason.schema.json");
    private static final Set<FailureCode> REASONS =
            EnumSet.of(
                    FailureCode.INVALID_REQUEST,
                    FailureCode.RETRIES_EXHAUSTED,
                    FailureCode.STRANDED);

    private final Bench bench = new Bench();

    @Test
    void the_attributes_of_replies_are_as_published() throws Exception {
        List<Result> results =
                List.of(
                        new Result.Succeeded(new Result.User("u", null, null), null),
                        new Result.Challenged(
                                new Result.User("u", null, null),
                                new Result.Challenge("SMS_MFA", null, Map.of())),
                        Result.Failed.of(FailureCode.USERNAME_EXISTS, "taken"));
        for (Result result : results) {
            bench.handler = delivery -> new HandlerResult.Answered(result, false, 1);
            turn("a ann");
            Outgoing reply = bench.replies.contents().getLast();
            assertThat(reply.attributes()).containsKeys("id", "type", "status", "traceparent");
            ObjectNode attributes = texts(reply);
            assertThat(DOCUMENT.attributes(result.status()).errors(attributes))
                    .as("%s", attributes)
                    .isEmpty();
            attributes.put("status", "unheard-of");
            assertThat(DOCUMENT.attributes(result.status()).errors(attributes)).isNotEmpty();
        }
    }

    @Test
    void what_has_no_readable_id_is_answered_and_dead_lettered_as_published() throws Exception {
        turn("?");
        Outgoing reply = bench.replies.contents().getLast();
        assertThat(DOCUMENT.attributes("failed").errors(texts(reply))).isEmpty();
        assertThat(reply.attributes()).containsOnlyKeys("status", "code", "traceparent");
        Outgoing dead = bench.deadLetters.contents().getLast();
        assertThat(DOCUMENT.attributes("deadLetter").errors(texts(dead))).isEmpty();
        assertReason(dead, "INVALID_REQUEST");
    }

    @Test
    void every_reason_is_as_published() throws Exception {
        for (FailureCode code : REASONS) {
            Failure failure = Failure.of(code, "because, \u00e4");
            bench.handler = delivery -> new HandlerResult.DeadLettered(failure, failure, 5);
            turn("a ann");
            assertReason(bench.deadLetters.contents().getLast(), code.name());
        }
        // The one without a code is what a replay gives those that SQS moved by itself.
        assertThat(
                        REASON.json()
                                .at("/properties/code/enum")
                                .valueStream()
                                .map(code -> code.asString(""))
                                .filter(code -> !code.equals("-"))
                                .map(FailureCode::valueOf))
                .containsExactlyInAnyOrderElementsOf(REASONS);
    }

    @Test
    void a_reason_that_carries_the_attributes_of_the_request_is_as_published() throws Exception {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            ten.put("a" + i, value("String").stringValue("\u00e4").build());
        }
        ten.put("b", value("Binary.png").binaryValue(SdkBytes.fromUtf8String("\u0000")).build());
        Failure failure = Failure.of(FailureCode.STRANDED, "because");
        bench.handler = delivery -> new HandlerResult.DeadLettered(failure, failure, 5);
        turn("a ann", ten);
        Outgoing dead = bench.deadLetters.contents().getLast();
        assertReason(dead, "STRANDED");
        assertThat(dead.attributes().get("usher").stringValue()).contains("\"attributes\":{");
    }

    private static void assertReason(Outgoing dead, String code) throws Exception {
        String text = dead.attributes().get("usher").stringValue();
        ObjectNode reason = (ObjectNode) new ObjectMapper().readTree(text);
        assertThat(reason.path("code").asString("")).isEqualTo(code);
        assertThat(REASON.errors(reason)).as(text).isEmpty();
        assertThat(names(REASON.json().path("properties"))).containsAll(names(reason));
    }

    private void turn(String body) throws Exception {
        turn(body, Map.of("traceparent", value("String").stringValue("00-1-2-01").build()));
    }

    private void turn(String body, Map<String, MessageAttributeValue> attributes) throws Exception {
        Worker worker = bench.worker();
        bench.requests.put(body, attributes);
        worker.iteration();
        await().until(() -> bench.requests.contents().isEmpty());
    }

    private static ObjectNode texts(Outgoing outgoing) {
        ObjectNode texts = JsonNodeFactory.instance.objectNode();
        outgoing.attributes()
                .forEach((name, value) -> {
                    assertThat(value.dataType()).isEqualTo("String");
                    texts.put(name, value.stringValue());
                });
        return texts;
    }

    private static List<String> names(tools.jackson.databind.JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static MessageAttributeValue.Builder value(String type) {
        return MessageAttributeValue.builder().dataType(type);
    }
}
