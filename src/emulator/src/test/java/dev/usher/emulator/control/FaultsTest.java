package dev.usher.emulator.control;

import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.emulator.Aws;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;

/** Faults on demand. */
class FaultsTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @AfterEach
    void calm() {
        aws.embedded.faults().clear();
    }

    private static boolean exists(String pool, String name) {
        return !aws.cognito
                .listUsers(r -> r.userPoolId(pool).filter("username = \"" + name + "\""))
                .users()
                .isEmpty();
    }

    private static String strike(Kind kind) {
        var pool = aws.pool(request -> {});
        aws.embedded.faults().add(Rule.next("AdminCreateUser", kind, 1));
        return pool;
    }

    private static void failsWith500(String pool) {
        assertThatThrownBy(() -> aws.create(pool, "ada"))
                .isInstanceOfSatisfying(
                        CognitoIdentityProviderException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(500);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("InternalErrorException");
                        });
    }

    @Test
    void an_error_before_leaves_nothing_behind() {
        var pool = strike(Kind.ERROR_BEFORE);
        failsWith500(pool);
        assertThat(exists(pool, "ada")).isFalse();
        aws.create(pool, "ada");
    }

    @Test
    void an_error_after_leaves_the_effect() {
        var pool = strike(Kind.ERROR_AFTER);
        failsWith500(pool);
        assertThat(exists(pool, "ada")).isTrue();
    }

    @Test
    void a_drop_before_leaves_nothing_behind() {
        var pool = strike(Kind.DROP_BEFORE);
        assertThatThrownBy(() -> aws.create(pool, "ada")).isInstanceOf(SdkClientException.class);
        assertThat(exists(pool, "ada")).isFalse();
    }

    @Test
    void a_drop_after_leaves_the_effect() {
        var pool = strike(Kind.DROP_AFTER);
        assertThatThrownBy(() -> aws.create(pool, "ada")).isInstanceOf(SdkClientException.class);
        assertThat(exists(pool, "ada")).isTrue();
    }

    @Test
    void any_error_can_be_asked_for() {
        var pool = aws.pool(request -> {});
        aws.embedded
                .faults()
                .add(Rule.next("*", Kind.ERROR_BEFORE, 1).withError("ThrottlingException", 400));
        refused(() -> aws.create(pool, "ada"), "ThrottlingException", "");
    }

    @Test
    void the_same_seed_draws_the_same_faults() {
        var rule = new Rule("*", Kind.DROP_BEFORE, "", 500, 0.5, Integer.MAX_VALUE);
        var one = draws(new Faults(Duration.ZERO, 7), rule);
        assertThat(draws(new Faults(Duration.ZERO, 7), rule)).isEqualTo(one);
        assertThat(draws(new Faults(Duration.ZERO, 8), rule)).isNotEqualTo(one);
        assertThat(one).contains(true, false);
    }

    private static List<Boolean> draws(Faults faults, Rule rule) {
        faults.add(rule);
        return IntStream.range(0, 64)
                .mapToObj(i -> faults.strike("cognito-idp", "Any") != null)
                .toList();
    }

    @Test
    void rules_come_and_go_over_http_while_it_runs() throws Exception {
        var pool = aws.pool(request -> {});
        var rule =
                "{\"operation\":\"AdminCreateUser\",\"kind\":\"error-before\","
                        + "\"code\":\"TooManyRequestsException\",\"status\":400,\"times\":1}";
        assertThat(turn("PUT", "faults", "{\"latencyMillis\":1,\"rules\":[" + rule + "]}"))
                .contains("\"latencyMillis\":1", "\"kind\":\"error-before\"", "\"seed\":1");
        refused(() -> aws.create(pool, "ada"), "TooManyRequestsException", "");
        assertThat(turn("GET", "faults", "")).contains("\"rules\":[]");
        turn("PUT", "faults", "{\"rules\":[" + rule + "]}");
        assertThat(turn("DELETE", "faults", "")).contains("\"rules\":[]", "\"latencyMillis\":0");
        aws.create(pool, "ada");
    }

    @Test
    void quotas_clock_and_counts_have_pages_too() throws Exception {
        assertThat(turn("PUT", "quotas", "{\"rates\":{\"user_creation\":7}}"))
                .contains("\"on\":false", "\"USER_CREATION\":7");
        var pool = aws.pool(request -> {});
        aws.create(pool, "ada");
        turn("PUT", "clock", "{\"offsetSeconds\":691200}");
        var client = aws.client(pool, request -> {});
        refused(() -> aws.signIn(client, "ada", TEMPORARY), "NotAuthorizedException", "expired");
        assertThat(turn("DELETE", "clock", "")).contains("\"offsetSeconds\":0");
        assertThat(turn("GET", "stats", "")).contains("\"AdminInitiateAuth\":1");
    }

    private static String turn(String method, String page, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var uri = aws.embedded.endpoint().resolve("/_usher/" + page);
            var request =
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
