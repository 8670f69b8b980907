package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Many calls at once, without sockets in between. */
class SideBySideTest {
    private final Cognito cognito = new Cognito(InstantSource.system(), "us-east-1", false);

    private static ObjectNode json(String... members) {
        ObjectNode object = EmulatorJson.object();
        for (int i = 0; i < members.length; i += 2) {
            object.put(members[i], members[i + 1]);
        }
        return object;
    }

    private String pool() {
        return cognito.call("CreateUserPool", json("PoolName", "people"))
                .path("UserPool")
                .path("Id")
                .asString("");
    }

    private String client(String pool) {
        ObjectNode request = json("UserPoolId", pool, "ClientName", "worker");
        request.set(
                "ExplicitAuthFlows", EmulatorJson.array(List.of("ALLOW_ADMIN_USER_PASSWORD_AUTH")));
        return cognito.call("CreateUserPoolClient", request)
                .path("UserPoolClient")
                .path("ClientId")
                .asString("");
    }

    private ObjectNode create(String pool, String name) {
        return cognito.call(
                "AdminCreateUser",
                json(
                        "UserPoolId",
                        pool,
                        "Username",
                        name,
                        "TemporaryPassword",
                        TEMPORARY,
                        "MessageAction",
                        "SUPPRESS"));
    }

    private ObjectNode signIn(String pool, String client, String name, String password) {
        ObjectNode request =
                json(
                        "UserPoolId",
                        pool,
                        "ClientId",
                        client,
                        "AuthFlow",
                        "ADMIN_USER_PASSWORD_AUTH");
        request.set("AuthParameters", json("USERNAME", name, "PASSWORD", password));
        return cognito.call("AdminInitiateAuth", request);
    }

    private ObjectNode newPassword(String pool, String client, String session, String name) {
        ObjectNode request =
                json(
                        "UserPoolId",
                        pool,
                        "ClientId",
                        client,
                        "ChallengeName",
                        "NEW_PASSWORD_REQUIRED",
                        "Session",
                        session);
        request.set("ChallengeResponses", json("USERNAME", name, "NEW_PASSWORD", PASSWORD));
        return cognito.call("AdminRespondToAuthChallenge", request);
    }

    /** How many of so many concurrent calls succeed; the others must be refused with the code. */
    private static int succeed(int times, String otherwise, Callable<?> call) throws Exception {
        int succeeded = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> calls =
                    IntStream.range(0, times).mapToObj(i -> threads.submit(call)).toList();
            for (Future<?> each : calls) {
                try {
                    each.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    AwsError.class,
                                    error -> assertThat(error.code()).isEqualTo(otherwise));
                }
            }
        }
        return succeeded;
    }

    @Test
    void of_many_that_make_one_username_one_succeeds() throws Exception {
        var pool = pool();
        assertThat(succeed(64, "UsernameExistsException", () -> create(pool, "ada"))).isEqualTo(1);
    }

    @Test
    void of_many_that_answer_one_session_one_succeeds() throws Exception {
        var pool = pool();
        var client = client(pool);
        create(pool, "ada");
        var session = signIn(pool, client, "ada", TEMPORARY).path("Session").asString("");
        assertThat(
                        succeed(
                                64,
                                "NotAuthorizedException",
                                () -> newPassword(pool, client, session, "ada")))
                .isEqualTo(1);
        assertThat(signIn(pool, client, "ada", PASSWORD).has("AuthenticationResult")).isTrue();
    }

    @Test
    void a_snapshot_changes_with_a_failed_sign_in_and_stays_the_same_without_one() {
        var pool = pool();
        var client = client(pool);
        create(pool, "ada");
        var before = cognito.snapshot(pool, "ada");
        cognito.call("AdminGetUser", json("UserPoolId", pool, "Username", "ada"));
        signIn(pool, client, "ada", TEMPORARY);
        assertThat(cognito.snapshot(pool, "ada")).isEqualTo(before);
        try {
            signIn(pool, client, "ada", "wrong");
        } catch (AwsError e) {
            assertThat(e.code()).isEqualTo("NotAuthorizedException");
        }
        assertThat(cognito.snapshot(pool, "ada")).isNotEqualTo(before);
        assertThat(cognito.failedSignIns(pool, "ada")).isEqualTo(1);
        assertThat(cognito.callCounts()).containsEntry("AdminInitiateAuth", 2L);
    }

    @Test
    void a_user_takes_little_memory() {
        var pool = pool();
        long before = used();
        int users = 20_000;
        for (int i = 0; i < users; i++) {
            create(pool, "user-" + i);
        }
        assertThat((used() - before) / users)
                .as("bytes a user; 200,000 of them have to fit into 512 MiB")
                .isLessThan(2000);
        assertThat(cognito.callCounts()).containsEntry("AdminCreateUser", (long) users);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
