package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

/** The second factor. */
class MfaTest {
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
    void where_it_is_required_a_code_follows_the_new_password() {
        var pool = aws.pool(request -> request.mfaConfiguration(UserPoolMfaType.ON));
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name(), "phone_number", "+447700900123");
        var session = aws.signIn(client, name, TEMPORARY).session();
        var asked = aws.newPassword(client, session, name, PASSWORD);
        assertThat(asked.challengeName()).isEqualTo(ChallengeNameType.SMS_MFA);
        assertThat(asked.challengeParameters())
                .containsEntry("CODE_DELIVERY_DESTINATION", "+*******0123");
        refused(
                () -> code(client, asked.session(), name, "no code"),
                "CodeMismatchException",
                "Invalid code");
        var code = aws.embedded.cognito().outbox().code(Outbox.Kind.MFA_CODE, pool, name);
        assertThat(code(client, asked.session(), name, code).authenticationResult()).isNotNull();
        refused(
                () -> code(client, asked.session(), name, code),
                "NotAuthorizedException",
                "session can only be used once");
    }

    @Test
    void a_user_that_prefers_it_is_asked_for_a_code() {
        var pool = aws.pool(request -> request.mfaConfiguration(UserPoolMfaType.OPTIONAL));
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool, "phone_number", "+447700900124");
        assertThat(aws.signIn(client, name, PASSWORD).authenticationResult()).isNotNull();
        aws.cognito.adminSetUserMFAPreference(r ->
                r.userPoolId(pool)
                        .username(name)
                        .smsMfaSettings(s -> s.enabled(true).preferredMfa(true)));
        assertThat(aws.signIn(client, name, PASSWORD).challengeName())
                .isEqualTo(ChallengeNameType.SMS_MFA);
    }

    @Test
    void without_a_phone_it_must_be_set_up_first() {
        var pool = aws.pool(request -> request.mfaConfiguration(UserPoolMfaType.ON));
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        assertThat(aws.signIn(client, name, PASSWORD).challengeName())
                .isEqualTo(ChallengeNameType.MFA_SETUP);
    }

    private static AdminRespondToAuthChallengeResponse code(
            UserPoolClientType client, String session, String name, String code) {
        return aws.respond(client, "SMS_MFA", session, "USERNAME", name, "SMS_MFA_CODE", code);
    }
}
