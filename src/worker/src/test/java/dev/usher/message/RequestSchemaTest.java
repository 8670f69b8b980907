package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class RequestSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Schemas SCHEMA = Schemas.of("request.schema.json");
    private static final String COMMON = "\"id\":\"1\",\"username\":\"u\"";

    @Test
    void the_schema_accepts_what_the_code_accepts_and_nothing_else() {
        long seed = new SecureRandom().nextLong();
        System.out.println("requests against the schema: seed " + seed);
        var requests = new RandomRequests(seed);
        int valid = 0;
        int invalid = 0;
        for (int i = 0; i < 6_000; i++) {
            JsonNode request = i % 6 == 0 ? requests.valid() : requests.mutated();
            if (agree(request)) {
                valid++;
            } else {
                invalid++;
            }
        }
        assertThat(valid).as("seed %d", seed).isGreaterThan(1_000);
        assertThat(invalid).as("seed %d", seed).isGreaterThan(1_000);
    }

    @Test
    void every_valid_request_is_accepted() {
        var requests = new RandomRequests(1);
        for (int i = 0; i < 500; i++) {
            assertThat(agree(requests.valid())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"type\":\"signup\"," + COMMON + "}",
                "{\"type\":\"signup\"," + COMMON + ",\"password\":\"p\"}",
                "{\"type\":\"signup\"," + COMMON + ",\"password\":\"p\",\"flow\":\"password\"}",
                "{\"type\":\"signup\"," + COMMON + ",\"finish\":\"invite\"}",
                "{\"type\":\"signup\"," + COMMON + ",\"finish\":\"invite\",\"password\":\"p\"}",
                "{\"type\":\"signup\"," + COMMON + ",\"finish\":null,\"password\":\"p\"}",
                "{\"type\":\"signup\"," + COMMON + ",\"password\":\"p\",\"refreshToken\":\"r\"}",
                "{\"type\":\"signin\"," + COMMON + ",\"password\":\"p\",\"flow\":\"srp\"}",
                "{\"type\":\"signin\"," + COMMON + ",\"password\":\"p\",\"finish\":\"tokens\"}",
                "{\"type\":\"signin\"," + COMMON + ",\"password\":\"p\",\"groups\":[]}",
                "{\"type\":\"refresh\"," + COMMON + ",\"refreshToken\":\"\"}",
                "{\"type\":\"refresh\"," + COMMON + ",\"refreshToken\":\"r\",\"password\":\"p\"}",
                "{\"type\":\"answer\"," + COMMON + "}",
                "{\"type\":\"reset-password\"," + COMMON + "}",
                "{\"type\":\"verify-attribute\"," + COMMON + "}",
                "{\"type\":[]," + COMMON + "}",
                "{" + COMMON + "}"
            })
    void they_agree_on(String body) throws Exception {
        agree(MAPPER.readTree(body));
    }

    @Test
    void they_agree_on_every_member_of_every_wrong_type() throws Exception {
        for (String name :
                List.of(
                        "type",
                        "id",
                        "version",
                        "notAfter",
                        "replyTo",
                        "username",
                        "clientMetadata",
                        "password",
                        "attributes",
                        "groups",
                        "finish",
                        "flow",
                        "refreshToken")) {
            for (String value :
                    List.of(
                            "null",
                            "true",
                            "0",
                            "1",
                            "1.0",
                            "\"\"",
                            "[]",
                            "{}",
                            "[1]",
                            "{\"a\":1}")) {
                for (String type : List.of("signup", "signin", "refresh")) {
                    var request =
                            (tools.jackson.databind.node.ObjectNode)
                                    MAPPER.readTree("{\"type\":\"" + type + "\"," + COMMON + "}");
                    request.put(type.equals("refresh") ? "refreshToken" : "password", "p");
                    request.set(name, MAPPER.readTree(value));
                    agree(request);
                }
            }
        }
    }

    /** Whether both accept it. */
    private static boolean agree(JsonNode request) {
        String body = RandomRequests.text(request);
        RequestReading requestReading = Requests.read(body);
        List<?> errors = SCHEMA.errors(request);
        assertThat(requestReading instanceof RequestReading.Valid)
                .as("%s%n%s%n%s", body, requestReading, errors)
                .isEqualTo(errors.isEmpty());
        return errors.isEmpty();
    }
}
