package dev.usher.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.message.Result;
import dev.usher.message.Schemas;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code scripts/check-asyncapi} asks the specification; this asks the code. */
class AsyncApiTest {
    private static final AsyncApi DOCUMENT = AsyncApi.read();

    @Test
    void the_messages_are_those_that_the_schemas_know() {
        assertThat(channel("request"))
                .isEqualTo(channel("bulk"))
                .isEqualTo(texts(schema("request.schema.json").at("/properties/type/enum")));
        assertThat(channel("reply"))
                .isEqualTo(texts(schema("reply.schema.json").at("/properties/status/enum")))
                .isEqualTo(texts(header("replyAttributes", "status").path("enum")));
        assertThat(names(DOCUMENT.json().at("/components/messages")))
                .containsAll(channel("request"))
                .containsAll(channel("reply"))
                .containsAll(channel("deadLetter"))
                .hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signup",
                "signin",
                "refresh",
                "succeeded",
                "challenged",
                "failed",
                "deadLetter"
            })
    void every_example_is_as_its_schema_says(String message) {
        Schemas payload = DOCUMENT.payload(message);
        Schemas attributes = DOCUMENT.attributes(message);
        JsonNode examples = DOCUMENT.message(message).path("examples");
        assertThat(examples).isNotEmpty();
        for (JsonNode example : examples) {
            assertThat(payload.errors(example.path("payload"))).as("%s", example).isEmpty();
            if (example.has("headers")) {
                assertThat(attributes.errors(example.path("headers"))).as("%s", example).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"signup", "signin", "refresh"})
    void every_request_that_is_shown_is_accepted(String type) {
        for (JsonNode example : DOCUMENT.message(type).path("examples")) {
            assertThat(Requests.read(example.path("payload").toString()))
                    .isInstanceOf(RequestReading.Valid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "challenged", "failed"})
    void every_reply_that_is_shown_is_one_that_the_worker_writes(String status) throws Exception {
        for (JsonNode example : DOCUMENT.message(status).path("examples")) {
            JsonNode payload = example.path("payload");
            Reply reply = Replies.read(payload.toString()).orElseThrow();
            assertThat(new ObjectMapper().readTree(Replies.write(reply))).isEqualTo(payload);
            JsonNode headers = example.path("headers");
            assertThat(reply.result().status()).isEqualTo(headers.path("status").asString(""));
            assertThat(reply.id()).isEqualTo(headers.path("id").stringValue(null));
            assertThat(reply.type()).isEqualTo(headers.path("type").stringValue(null));
            if (reply.result() instanceof Result.Failed(var failure)) {
                assertThat(headers.path("code").asString("")).isEqualTo(failure.code().name());
            }
        }
    }

    @Test
    void the_reason_that_a_dead_letter_shows_is_as_its_schema_says() throws Exception {
        for (JsonNode example : DOCUMENT.message("deadLetter").path("examples")) {
            String reason = example.at("/headers/usher").asString("");
            assertThat(
                            Schemas.of("dead-letter-reason.schema.json")
                                    .errors(new ObjectMapper().readTree(reason)))
                    .isEmpty();
        }
    }

    private static Set<String> channel(String name) {
        return names(DOCUMENT.json().path("channels").path(name).path("messages"));
    }

    private static JsonNode header(String schema, String name) {
        return DOCUMENT.json().at("/components/schemas/" + schema + "/properties").path(name);
    }

    private static JsonNode schema(String name) {
        return Schemas.of(name).json();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.propertyNames().forEach(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        return new TreeSet<>(array.valueStream().map(JsonNode::asString).toList());
    }
}
