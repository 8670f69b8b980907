package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** SECRET_HASH on every step of a client that has a secret. */
class SecretHashTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static UserPoolClientType client(String pool) {
        return aws.client(pool, request -> request.generateSecret(true));
    }

    @Test
    void a_missing_hash_is_refused_on_sign_in_and_costs_no_attempt() {
        var pool = aws.pool(request -> {});
        var client = client(pool);
        var name = aws.confirmed(pool);
        refused(
                () ->
                        aws.initiate(
                                client,
                                AuthFlowType.ADMIN_USER_PASSWORD_AUTH,
                                Map.of("USERNAME", name, "PASSWORD", "wrong")),
                "NotAuthorizedException",
                "Client "
                        + client.clientId()
                        + " is configured with secret but SECRET_HASH was not received");
        assertThat(aws.embedded.cognito().failedSignIns(pool, name)).isZero();
    }

    @Test
    void a_hash_over_another_name_is_refused() {
        var pool = aws.pool(request -> {});
        var client = client(pool);
        var name = aws.confirmed(pool);
        refused(
                () -> aws.signIn(client, name, PASSWORD, "somebody"),
                "NotAuthorizedException",
                "Unable to verify secret hash for client " + client.clientId());
    }

    @Test
    void a_client_without_a_secret_refuses_a_hash() {
        var pool = aws.pool(request -> {});
        var name = aws.confirmed(pool);
        var open = aws.client(pool, request -> {});
        refused(
                () ->
                        aws.initiate(
                                open,
                                AuthFlowType.ADMIN_USER_PASSWORD_AUTH,
                                Map.of(
                                        "USERNAME", name,
                                        "PASSWORD", PASSWORD,
                                        "SECRET_HASH", "bm9uc2Vuc2U=")),
                "NotAuthorizedException",
                "Unable to verify secret hash");
    }

    @Test
    void a_sign_in_by_address_hashes_the_address_or_the_internal_username() {
        var pool = aws.pool(request -> request.usernameAttributesWithStrings("email"));
        var client = client(pool);
        var internal = aws.create(pool, "ada@example.com");
        assertThat(aws.signIn(client, "ada@example.com", TEMPORARY, "ada@example.com").session())
                .isNotEmpty();
        assertThat(aws.signIn(client, "ada@example.com", TEMPORARY, internal).session())
                .isNotEmpty();
    }

    @Test
    void an_answer_hashes_the_internal_username_and_nothing_else() {
        var pool = aws.pool(request -> request.usernameAttributesWithStrings("email"));
        var client = client(pool);
        var internal = aws.create(pool, "bob@example.com");
        var session = aws.signIn(client, "bob@example.com", TEMPORARY).session();
        refused(
                () -> aws.newPassword(client, session, "bob@example.com", PASSWORD),
                "NotAuthorizedException",
                "Unable to verify secret hash");
        refused(
                () ->
                        aws.respond(
                                client,
                                "NEW_PASSWORD_REQUIRED",
                                session,
                                "USERNAME",
                                "bob@example.com",
                                "NEW_PASSWORD",
                                PASSWORD,
                                "SECRET_HASH",
                                Aws.hash(client, internal).get("SECRET_HASH")),
                "NotAuthorizedException",
                "Invalid session for the user.");
        assertThat(
                        aws.newPassword(client, session, internal, PASSWORD)
                                .authenticationResult()
                                .refreshToken())
                .isNotEmpty();
    }

    @Test
    void a_refresh_hashes_the_internal_username_and_nothing_else() {
        var pool = aws.pool(request -> request.usernameAttributesWithStrings("email"));
        var client = client(pool);
        var internal = aws.create(pool, "cy@example.com");
        var session = aws.signIn(client, "cy@example.com", TEMPORARY).session();
        var token =
                aws.newPassword(client, session, internal, PASSWORD)
                        .authenticationResult()
                        .refreshToken();
        refused(
                () -> aws.refresh(client, token, "cy@example.com"),
                "NotAuthorizedException",
                "Unable to verify secret hash");
        assertThat(aws.refresh(client, token, internal).authenticationResult().idToken())
                .isNotEmpty();
    }
}
