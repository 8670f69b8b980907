package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** Policy, history, expiry and lock-out. */
class PasswordRulesTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static String pool(Consumer<PasswordPolicyType.Builder> policy) {
        return aws.pool(request -> request.policies(p -> p.passwordPolicy(policy)));
    }

    private static void set(String pool, String name, String password, boolean permanent) {
        aws.cognito.adminSetUserPassword(request ->
                request.userPoolId(pool).username(name).password(password).permanent(permanent));
    }

    @Test
    void a_temporary_password_is_held_to_the_policy() {
        var pool = aws.pool(request -> {});
        for (var weak :
                List.of("Sh-rt1", "lower-case1", "UPPER-CASE1", "No-Numbers", "NoSymbol1")) {
            refused(
                    () ->
                            aws.cognito.adminCreateUser(request ->
                                    request.userPoolId(pool)
                                            .username("ada")
                                            .temporaryPassword(weak)),
                    "InvalidPasswordException",
                    "Password did not conform with policy");
        }
    }

    @Test
    void a_new_password_is_held_to_the_policy_and_the_session_survives_it() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        var session = aws.signIn(client, name, TEMPORARY).session();
        refused(
                () -> aws.newPassword(client, session, name, "weak"),
                "InvalidPasswordException",
                "not long enough");
        assertThat(aws.newPassword(client, session, name, PASSWORD).authenticationResult())
                .isNotNull();
    }

    @Test
    void a_changed_policy_holds_from_then_on() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        aws.cognito.updateUserPool(request ->
                request.userPoolId(pool).policies(p -> p.passwordPolicy(q -> q.minimumLength(20))));
        var session = aws.signIn(client, name, TEMPORARY).session();
        refused(
                () -> aws.newPassword(client, session, name, PASSWORD),
                "InvalidPasswordException",
                "not long enough");
    }

    @Test
    void an_earlier_password_does_not_come_again_where_the_pool_remembers() {
        var pool = pool(policy -> policy.minimumLength(8).passwordHistorySize(2));
        var name = aws.confirmed(pool);
        set(pool, name, "Second-Pass1", true);
        refused(
                () -> set(pool, name, PASSWORD, true),
                "PasswordHistoryPolicyViolationException",
                "");
        set(pool, name, "Third-Pass1", true);
        set(pool, name, PASSWORD, true);
    }

    @Test
    void a_temporary_password_expires_after_seven_days_and_a_new_one_mends_it() {
        var pool = pool(policy -> policy.minimumLength(8).temporaryPasswordValidityDays(0));
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        aws.clock.pass(Duration.ofDays(7).minusMillis(1));
        assertThat(aws.signIn(client, name, TEMPORARY).session()).isNotEmpty();
        aws.clock.pass(Duration.ofMillis(1));
        refused(
                () -> aws.signIn(client, name, TEMPORARY),
                "NotAuthorizedException",
                "Temporary password has expired and must be reset by an administrator.");
        set(pool, name, TEMPORARY, false);
        assertThat(aws.signIn(client, name, TEMPORARY).session()).isNotEmpty();
    }

    @Test
    void a_temporary_password_lives_as_many_days_as_the_pool_says() {
        var pool = pool(policy -> policy.minimumLength(8).temporaryPasswordValidityDays(1));
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        aws.clock.pass(Duration.ofDays(1));
        refused(() -> aws.signIn(client, name, TEMPORARY), "NotAuthorizedException", "expired");
    }

    @Test
    void a_set_password_confirms_if_permanent_and_forces_a_change_if_not() {
        var pool = aws.pool(request -> {});
        var name = aws.create(pool, Aws.name());
        set(pool, name, PASSWORD, true);
        assertThat(status(pool, name)).isEqualTo(UserStatusType.CONFIRMED);
        set(pool, name, TEMPORARY, false);
        assertThat(status(pool, name)).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    }

    @Test
    void the_fifth_wrong_password_locks_out_for_a_second_and_each_further_doubles_it() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        for (int i = 1; i <= 5; i++) {
            refused(
                    () -> aws.signIn(client, name, "wrong"),
                    "NotAuthorizedException",
                    "Incorrect username or password.");
            assertThat(aws.embedded.cognito().failedSignIns(pool, name)).isEqualTo(i);
        }
        refused(
                () -> aws.signIn(client, name, PASSWORD),
                "NotAuthorizedException",
                "Password attempts exceeded");
        assertThat(aws.embedded.cognito().failedSignIns(pool, name)).isEqualTo(5);
        aws.clock.pass(Duration.ofSeconds(1));
        refused(() -> aws.signIn(client, name, "wrong"), "NotAuthorizedException", "Incorrect");
        aws.clock.pass(Duration.ofMillis(1999));
        refused(() -> aws.signIn(client, name, PASSWORD), "NotAuthorizedException", "attempts");
        aws.clock.pass(Duration.ofMillis(1));
        assertThat(aws.signIn(client, name, PASSWORD).authenticationResult()).isNotNull();
        assertThat(aws.embedded.cognito().failedSignIns(pool, name)).isZero();
    }

    @Test
    void a_lock_out_never_lasts_longer_than_fifteen_minutes() {
        var lockout = new Lockout();
        for (int i = 0; i < 40; i++) {
            lockout.failed(1_000_000);
        }
        long end = 1_000_000 + Duration.ofMinutes(15).toMillis();
        assertThat(lockout.refuses(end - 1)).isTrue();
        assertThat(lockout.refuses(end)).isFalse();
    }

    @Test
    void fifteen_minutes_without_an_attempt_forget_the_failures() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        for (int i = 0; i < 5; i++) {
            refused(() -> aws.signIn(client, name, "wrong"), "NotAuthorizedException", "Incorrect");
        }
        aws.clock.pass(Duration.ofMinutes(15));
        refused(() -> aws.signIn(client, name, "wrong"), "NotAuthorizedException", "Incorrect");
        assertThat(aws.embedded.cognito().failedSignIns(pool, name)).isEqualTo(1);
    }

    private static UserStatusType status(String pool, String name) {
        return aws.cognito.adminGetUser(r -> r.userPoolId(pool).username(name)).userStatus();
    }
}
