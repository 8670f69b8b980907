package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** Sessions, and the answers to NEW_PASSWORD_REQUIRED. */
class ChallengeTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void a_session_is_good_for_one_success() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        var session = aws.signIn(client, name, TEMPORARY).session();
        aws.newPassword(client, session, name, PASSWORD);
        refused(
                () -> aws.newPassword(client, session, name, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user, session can only be used once.");
    }

    @Test
    void a_session_expires_after_three_minutes_or_what_the_client_says() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var patient = aws.client(pool, request -> request.authSessionValidity(15));
        var name = aws.create(pool, Aws.name());
        var session = aws.signIn(client, name, TEMPORARY).session();
        var longer = aws.signIn(patient, name, TEMPORARY).session();
        aws.clock.pass(Duration.ofMinutes(3));
        refused(
                () -> aws.newPassword(client, session, name, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user, session is expired.");
        assertThat(aws.newPassword(patient, longer, name, PASSWORD).authenticationResult())
                .isNotNull();
    }

    @Test
    void a_session_belongs_to_its_user_its_client_and_its_challenge() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var other = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        var stranger = aws.create(pool, Aws.name());
        var session = aws.signIn(client, name, TEMPORARY).session();
        refused(
                () -> aws.newPassword(other, session, name, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user.");
        refused(
                () -> aws.newPassword(client, session, stranger, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user.");
        refused(
                () ->
                        aws.respond(
                                client,
                                "SMS_MFA",
                                session,
                                "USERNAME",
                                name,
                                "SMS_MFA_CODE",
                                "123456"),
                "NotAuthorizedException",
                "Invalid session for the user.");
        refused(
                () -> aws.newPassword(client, "x".repeat(40), name, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user.");
        refused(
                () -> aws.newPassword(client, "short", name, PASSWORD),
                "InvalidParameterException",
                "Member must have length greater than or equal to 20");
    }

    @Test
    void a_session_does_not_outlive_a_change_of_status() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        var slow = aws.signIn(client, name, TEMPORARY).session();
        var fast = aws.signIn(client, name, TEMPORARY).session();
        aws.newPassword(client, fast, name, PASSWORD);
        refused(
                () -> aws.newPassword(client, slow, name, "Other-Pass1"),
                "NotAuthorizedException",
                "Invalid session for the user.");
        assertThat(aws.signIn(client, name, PASSWORD).authenticationResult()).isNotNull();
    }

    @Test
    void required_attributes_are_asked_for_and_must_be_answered() {
        var pool =
                aws.pool(r ->
                        r.schema(
                                a -> a.name("name").required(true),
                                a -> a.name("email").required(true)));
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name(), "email", "ada@example.com");
        var asked = aws.signIn(client, name, TEMPORARY);
        assertThat(asked.challengeParameters())
                .containsEntry("requiredAttributes", "[\"userAttributes.name\"]");
        refused(
                () -> aws.newPassword(client, asked.session(), name, PASSWORD),
                "InvalidParameterException",
                "Invalid attributes given, name is missing");
        refused(
                () ->
                        answer(
                                client,
                                asked.session(),
                                name,
                                "userAttributes.email",
                                "b@example.com"),
                "NotAuthorizedException",
                "Cannot modify an already provided email");
        refused(
                () -> answer(client, asked.session(), name, "userAttributes.custom:x", "y"),
                "InvalidParameterException",
                "Attribute does not exist in the schema.");
        assertThat(
                        answer(client, asked.session(), name, "userAttributes.name", "Ada")
                                .authenticationResult())
                .isNotNull();
        assertThat(aws.embedded.cognito().snapshot(pool, name)).contains("Ada");
    }

    private static AdminRespondToAuthChallengeResponse answer(
            UserPoolClientType client,
            String session,
            String name,
            String attribute,
            String value) {
        return aws.respond(
                client,
                "NEW_PASSWORD_REQUIRED",
                session,
                "USERNAME",
                name,
                "NEW_PASSWORD",
                PASSWORD,
                attribute,
                value);
    }
}
