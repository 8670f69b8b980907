package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Request.Finish;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the schemas name is what the code names. */
class PublishedSchemasTest {
    private static final Schemas REQUEST = Schemas.of("request.schema.json");
    private static final Schemas REPLY = Schemas.of("reply.schema.json");

    private static final Map<String, Class<? extends Request>> TYPES =
            Map.of(
                    "signup", Request.SignUp.class,
                    "signin", Request.SignIn.class,
                    "refresh", Request.Refresh.class);

    @Test
    void the_types_are_those_that_are_read() {
        List<String> types = texts(REQUEST.json().at("/properties/type/enum"));
        assertThat(types).containsExactlyInAnyOrderElementsOf(TYPES.keySet());
        assertThat(Request.class.getPermittedSubclasses())
                .containsExactlyInAnyOrderElementsOf(TYPES.values());
        for (String type : types) {
            assertThat(problemsOfType(type)).as(type).isEmpty();
        }
        for (String later : List.of("answer", "reset-password", "verify-attribute", "SIGNUP")) {
            assertThat(problemsOfType(later)).as(later).hasSize(1);
        }
    }

    @Test
    void the_ways_to_finish_are_those_of_the_code() {
        assertThat(texts(REQUEST.json().at("/definitions/signup/properties/finish/enum")))
                .isEqualTo(
                        Arrays.stream(Finish.values())
                                .map(finish -> finish.name().toLowerCase(Locale.ROOT))
                                .toList());
    }

    @Test
    void the_failure_codes_are_those_that_replies_can_have() {
        assertThat(texts(REPLY.json().at("/definitions/failure/properties/code/enum")))
                .isEqualTo(
                        Arrays.stream(FailureCode.values())
                                .filter(code -> code != FailureCode.STRANDED)
                                .map(FailureCode::name)
                                .toList());
    }

    @Test
    void the_statuses_are_those_of_the_results() {
        assertThat(texts(REPLY.json().at("/properties/status/enum")))
                .hasSameSizeAs(Result.class.getPermittedSubclasses())
                .containsExactlyInAnyOrderElementsOf(
                        RepliesTest.replies().stream()
                                .map(reply -> reply.result().status())
                                .distinct()
                                .toList());
    }

    @Test
    void requests_are_closed_and_their_secrets_are_for_writing_alone() {
        TYPES.forEach((type, request) -> {
            JsonNode definition = REQUEST.json().path("definitions").path(type);
            assertThat(definition.path("additionalProperties").isBoolean()).as(type).isTrue();
            assertThat(definition.path("additionalProperties").asBoolean(false)).as(type).isFalse();
            assertThat(
                            definition.path("properties").properties().stream()
                                    .filter(member ->
                                            member.getValue().path("writeOnly").asBoolean(false))
                                    .map(Map.Entry::getKey))
                    .as(type)
                    .containsExactlyElementsOf(
                            Arrays.stream(request.getRecordComponents())
                                    .filter(component -> component.getType() == Secret.class)
                                    .map(RecordComponent::getName)
                                    .toList());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.schema.json",
                "reply.schema.json",
                "dead-letter-reason.schema.json"
            })
    void every_member_is_described(String name) {
        JsonNode json = Schemas.of(name).json();
        assertThat(json.findValues("properties")).isNotEmpty();
        for (JsonNode properties : described(json)) {
            properties
                    .properties()
                    .forEach(member -> {
                        JsonNode schema = member.getValue();
                        String reference = schema.path("$ref").asString("");
                        JsonNode meant =
                                reference.isEmpty() ? schema : json.at(reference.substring(1));
                        assertThat(meant.path("description").asString(""))
                                .as(member.getKey())
                                .isNotEmpty();
                    });
        }
    }

    @Test
    void replies_have_no_member_that_their_schema_does_not_describe() throws Exception {
        ObjectNode json = (ObjectNode) REPLY.json().deepCopy();
        for (JsonNode definition : json.path("definitions")) {
            if (definition.has("properties")) {
                ((ObjectNode) definition).put("additionalProperties", false);
            }
        }
        Schemas closed = Schemas.of(json);
        for (Reply reply : RepliesTest.replies()) {
            String body = Replies.write(reply);
            assertThat(closed.errors(new ObjectMapper().readTree(body))).as(body).isEmpty();
        }
    }

    /** Everything under a name {@code properties}, but for those that only tell cases apart. */
    private static List<JsonNode> described(JsonNode json) {
        List<JsonNode> found = new ArrayList<>();
        if (json.path("type").asString("").equals("object") && json.has("properties")) {
            found.add(json.get("properties"));
        }
        for (JsonNode inner : json) {
            found.addAll(described(inner));
        }
        return found;
    }

    private static List<String> problemsOfType(String type) {
        String body = "{\"id\":\"1\",\"username\":\"u\",\"type\":\"" + type + "\"}";
        return switch (Requests.read(body)) {
            case RequestReading.Valid _ -> List.of();
            case RequestReading.Invalid invalid ->
                    invalid.problems().stream()
                            .filter(problem -> problem.pointer().equals("/type"))
                            .map(Problem::what)
                            .toList();
        };
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
