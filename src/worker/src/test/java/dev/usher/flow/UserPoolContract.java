package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.PoolRules.CharacterClass;
import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.Found;
import dev.usher.flow.UserPool.NewUser;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What a userPool must do. The fake that the flow is tested on keeps it, and so does the real one
 * over the wire: else the flow would be tested on a fiction. The pool has the group {@code
 * readers}, and asks passwords for eight characters and a number.
 */
abstract class UserPoolContract {
    static final Secret TEMPORARY = Secret.of("temporary-horse-1");
    static final Secret PASSWORD = Secret.of("correct-horse-7");
    private static final Secret WRONG = Secret.of("wrong-horse-2");
    private static final Map<String, String> NONE = Map.of();

    abstract UserPool userPool();

    abstract Instant now();

    abstract void pass(Duration duration);

    abstract void disable(String username);

    abstract void requireReset(String username);

    @Test
    void a_new_user_has_to_change_its_password() {
        User user = create();
        assertThat(user.username()).isEqualTo("ada");
        assertThat(user.sub()).isNotEmpty();
        assertThat(user.status()).isEqualTo("FORCE_CHANGE_PASSWORD");
        Found found = find();
        assertThat(found.user()).isEqualTo(user);
        assertThat(found.enabled()).isTrue();
        assertThat(found.halfMade()).isTrue();
        assertThat(Duration.between(found.createdAt(), now()).abs())
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void a_name_is_taken_once_and_its_user_is_not_changed() {
        User user = create();
        Creation again =
                userPool().create(new NewUser("ada", Map.of("name", "Other"), WRONG, false, NONE));
        assertThat(again)
                .isEqualTo(
                        new Creation.Taken(
                                new Refusal(Kind.USERNAME_EXISTS, "UsernameExistsException"),
                                false));
        assertThat(find().user()).isEqualTo(user);
        assertThat(signIn(TEMPORARY)).isInstanceOf(Step.Asked.class);
    }

    @Test
    void nobody_is_found_under_a_free_name() {
        assertThat(userPool().find("nobody")).isEmpty();
    }

    @Test
    void a_temporary_password_leads_to_a_new_one_and_that_to_tokens() {
        User user = create();
        Step.Asked asked = asked(signIn(TEMPORARY));
        assertThat(asked.forNewPassword()).isTrue();
        assertThat(asked.username()).isEqualTo("ada");
        assertThat(asked.challenge().session()).isNotNull();
        Step.SignedIn signedIn = signedIn(userPool().setNewPassword(asked, PASSWORD, NONE));
        assertThat(signedIn.user()).isEqualTo(new User("ada", user.sub(), "CONFIRMED"));
        assertThat(signedIn.tokens().refreshToken()).isNotNull();
        assertThat(signedIn.tokens().tokenType()).isEqualTo("Bearer");
        assertThat(signedIn.tokens().expiresIn()).isEqualTo(3600);
        assertThat(find().user().status()).isEqualTo("CONFIRMED");
        assertThat(signedIn(signIn(PASSWORD)).user()).isEqualTo(signedIn.user());
    }

    @Test
    void a_wrong_password_and_an_unknown_user_are_told_apart() {
        confirmed();
        assertRefused(signIn(WRONG), Kind.NOT_AUTHORIZED);
        assertRefused(userPool().signIn("nobody", WRONG, NONE), Kind.USER_NOT_FOUND);
    }

    @Test
    void five_wrong_passwords_lock_the_user_out_even_with_the_right_one() {
        confirmed();
        for (int i = 0; i < 5; i++) {
            assertRefused(signIn(WRONG), Kind.NOT_AUTHORIZED);
        }
        assertRefused(signIn(WRONG), Kind.LOCKED_OUT);
        assertRefused(signIn(PASSWORD), Kind.LOCKED_OUT);
    }

    @Test
    void a_right_password_takes_the_wrong_ones_back() {
        confirmed();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                assertRefused(signIn(WRONG), Kind.NOT_AUTHORIZED);
            }
            signedIn(signIn(PASSWORD));
        }
    }

    @Test
    void a_disabled_user_cannot_sign_in_whatever_the_password() {
        confirmed();
        disable("ada");
        assertRefused(signIn(PASSWORD), Kind.USER_DISABLED);
        assertRefused(signIn(WRONG), Kind.USER_DISABLED);
        assertThat(find().enabled()).isFalse();
    }

    @Test
    void a_user_whose_password_must_be_reset_cannot_sign_in() {
        confirmed();
        requireReset("ada");
        assertRefused(signIn(PASSWORD), Kind.PASSWORD_RESET_REQUIRED);
        assertThat(find().user().status()).isEqualTo("RESET_REQUIRED");
    }

    @Test
    void a_temporary_password_expires_after_a_week_and_can_be_renewed() {
        create();
        pass(Duration.ofDays(6));
        assertThat(signIn(TEMPORARY)).isInstanceOf(Step.Asked.class);
        pass(Duration.ofDays(2));
        assertRefused(signIn(WRONG), Kind.NOT_AUTHORIZED);
        assertRefused(signIn(TEMPORARY), Kind.TEMPORARY_PASSWORD_EXPIRED);
        assertThat(userPool().setTemporaryPassword("ada", TEMPORARY)).isEmpty();
        Step.Asked asked = asked(signIn(TEMPORARY));
        signedIn(userPool().setNewPassword(asked, PASSWORD, NONE));
    }

    @Test
    void a_new_password_against_the_policy_is_refused_and_does_not_spend_the_session() {
        create();
        Step.Asked asked = asked(signIn(TEMPORARY));
        assertRefused(
                userPool().setNewPassword(asked, Secret.of("short-1"), NONE),
                Kind.INVALID_PASSWORD);
        assertThat(find().halfMade()).isTrue();
        signedIn(userPool().setNewPassword(asked, PASSWORD, NONE));
    }

    @Test
    void a_session_is_good_once() {
        create();
        Step.Asked asked = asked(signIn(TEMPORARY));
        signedIn(userPool().setNewPassword(asked, PASSWORD, NONE));
        assertRefused(
                userPool().setNewPassword(asked, Secret.of("another-horse-8"), NONE), Kind.SESSION);
        signedIn(signIn(PASSWORD));
    }

    @Test
    void of_two_sessions_of_one_user_the_second_is_void_once_the_first_was_used() {
        create();
        Step.Asked first = asked(signIn(TEMPORARY));
        Step.Asked second = asked(signIn(TEMPORARY));
        signedIn(userPool().setNewPassword(first, PASSWORD, NONE));
        assertRefused(
                userPool().setNewPassword(second, Secret.of("another-horse-8"), NONE),
                Kind.SESSION);
        signedIn(signIn(PASSWORD));
    }

    @Test
    void a_session_is_void_once_its_user_was_made_anew() {
        create();
        Step.Asked old = asked(signIn(TEMPORARY));
        userPool().delete("ada");
        create();
        Step step = userPool().setNewPassword(old, PASSWORD, NONE);
        assertThat(step).isInstanceOf(Step.Refused.class);
        assertThat(find().halfMade()).isTrue();
    }

    @Test
    void a_user_joins_a_group_and_may_do_so_twice() {
        create();
        assertThat(userPool().addToGroup("ada", "readers")).isEmpty();
        assertThat(userPool().addToGroup("ada", "readers")).isEmpty();
    }

    @Test
    void a_group_or_a_user_that_is_not_there_is_refused() {
        create();
        assertThat(kind(userPool().addToGroup("ada", "missing"))).isEqualTo(Kind.GROUP_NOT_FOUND);
        assertThat(kind(userPool().addToGroup("nobody", "readers"))).isEqualTo(Kind.USER_NOT_FOUND);
    }

    @Test
    void a_temporary_password_replaces_the_users_own() {
        User user = confirmed();
        assertThat(userPool().setTemporaryPassword("ada", TEMPORARY)).isEmpty();
        assertThat(find().user()).isEqualTo(new User("ada", user.sub(), "FORCE_CHANGE_PASSWORD"));
        assertRefused(signIn(PASSWORD), Kind.NOT_AUTHORIZED);
        assertThat(asked(signIn(TEMPORARY)).forNewPassword()).isTrue();
        assertThat(kind(userPool().setTemporaryPassword("nobody", TEMPORARY)))
                .isEqualTo(Kind.USER_NOT_FOUND);
    }

    @Test
    void a_user_can_be_deleted_twice_and_made_anew_as_another() {
        User first = create();
        userPool().delete("ada");
        assertThat(userPool().find("ada")).isEmpty();
        userPool().delete("ada");
        assertThat(create().sub()).isNotEqualTo(first.sub());
    }

    @Test
    void a_refresh_token_is_traded_for_tokens_without_another_one() {
        User user = confirmed();
        Secret token = signedIn(signIn(PASSWORD)).tokens().refreshToken();
        for (int i = 0; i < 2; i++) {
            Step.SignedIn refreshed = signedIn(userPool().refresh("ada", token, NONE));
            assertThat(refreshed.user().sub()).isEqualTo(user.sub());
            assertThat(refreshed.tokens().refreshToken()).isNull();
            assertThat(refreshed.tokens().accessToken().reveal()).isNotEmpty();
        }
        assertThat(userPool().rotatesRefreshTokens()).isFalse();
    }

    @Test
    void a_refresh_token_that_is_made_up_or_whose_user_is_gone_is_refused() {
        confirmed();
        Secret token = signedIn(signIn(PASSWORD)).tokens().refreshToken();
        assertRefused(
                userPool().refresh("ada", Secret.of("made up"), NONE), Kind.INVALID_REFRESH_TOKEN);
        userPool().delete("ada");
        assertRefused(userPool().refresh("ada", token, NONE), Kind.INVALID_REFRESH_TOKEN);
    }

    @Test
    void the_rules_are_the_pools() {
        assertThat(userPool().rules())
                .isEqualTo(new PoolRules(8, Set.of(CharacterClass.NUMBER), Set.of()));
        assertThat(userPool().pool()).isNotEmpty();
    }

    @Test
    void nothing_with_an_effect_passes_a_closed_fence() {
        confirmed();
        Secret token = signedIn(signIn(PASSWORD)).tokens().refreshToken();
        userPool().setTemporaryPassword("ada", TEMPORARY);
        Step.Asked asked = asked(signIn(TEMPORARY));
        User before = find().user();
        UserPool closed =
                userPool()
                        .behind(() -> {
                            throw new ClaimLost("closed");
                        });
        assertClosed(
                () -> closed.create(new NewUser("bob", NONE, TEMPORARY, false, NONE)),
                () -> closed.signIn("ada", TEMPORARY, NONE),
                () -> closed.setNewPassword(asked, PASSWORD, NONE),
                () -> closed.addToGroup("ada", "readers"),
                () -> closed.setTemporaryPassword("ada", WRONG),
                () -> closed.refresh("ada", token, NONE),
                () -> closed.delete("ada"));
        assertThat(closed.find("ada")).map(Found::user).contains(before);
        assertThat(userPool().find("bob")).isEmpty();
        signedIn(userPool().setNewPassword(asked, PASSWORD, NONE));
    }

    private static void assertClosed(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(ClaimLost.class);
        }
    }

    private User create() {
        Creation creation =
                userPool()
                        .create(new NewUser("ada", Map.of("name", "Ada"), TEMPORARY, false, NONE));
        assertThat(creation).isInstanceOf(Creation.Created.class);
        return ((Creation.Created) creation).user();
    }

    private User confirmed() {
        create();
        return signedIn(userPool().setNewPassword(asked(signIn(TEMPORARY)), PASSWORD, NONE)).user();
    }

    private Found find() {
        return userPool().find("ada").orElseThrow();
    }

    private Step signIn(Secret password) {
        return userPool().signIn("ada", password, NONE);
    }

    private static Step.Asked asked(Step step) {
        assertThat(step).isInstanceOf(Step.Asked.class);
        return (Step.Asked) step;
    }

    private static Step.SignedIn signedIn(Step step) {
        assertThat(step).isInstanceOf(Step.SignedIn.class);
        return (Step.SignedIn) step;
    }

    private static void assertRefused(Step step, Kind kind) {
        assertThat(step).isInstanceOf(Step.Refused.class);
        assertThat(((Step.Refused) step).refusal().kind()).isEqualTo(kind);
    }

    private static Kind kind(Optional<Refusal> refusal) {
        return refusal.orElseThrow().kind();
    }
}
