package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** The three calls of a sign-up, through the SDK. */
class SignUpTest {
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
    void a_sign_up_ends_in_a_confirmed_user_with_tokens() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> request.generateSecret(true));
        var name = aws.create(pool, "ada", "email", "ada@example.com");

        var asked = aws.signIn(client, name, TEMPORARY);
        assertThat(asked.challengeName()).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
        assertThat(asked.session()).hasSizeBetween(20, 2048);
        assertThat(asked.challengeParameters())
                .containsEntry("USER_ID_FOR_SRP", "ada")
                .containsEntry("requiredAttributes", "[]")
                .containsEntry("userAttributes", "{\"email\":\"ada@example.com\"}");

        var done = aws.newPassword(client, asked.session(), name, PASSWORD);
        assertThat(done.authenticationResult().accessToken()).isNotEmpty();
        assertThat(done.authenticationResult().idToken()).isNotEmpty();
        assertThat(done.authenticationResult().refreshToken()).isNotEmpty();
        assertThat(done.authenticationResult().expiresIn()).isEqualTo(3600);
        assertThat(done.authenticationResult().tokenType()).isEqualTo("Bearer");

        var user = aws.cognito.adminGetUser(request -> request.userPoolId(pool).username(name));
        assertThat(user.userStatus()).isEqualTo(UserStatusType.CONFIRMED);
        assertThat(user.enabled()).isTrue();
        assertThat(user.userCreateDate()).isEqualTo(aws.clock.instant());
    }
}
