package dev.usher.flow;

import dev.usher.message.Result.Challenge;
import dev.usher.message.Result.Tokens;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user pool, in the calls that the flows make. Every call may throw an {@link AttemptFault}:
 * {@link TransientFault} after its own retries, {@link ServiceFault}, or {@link ClaimLost} where
 * the fence closed before an effect.
 */
public interface UserPool {
    /** The same user pool, asking the fence before every attempt at a call that has an effect. */
    UserPool behind(Fence fence);

    /** The user pool's id. */
    String pool();

    /** What the pool demands; cached. */
    PoolRules rules();

    /** AdminCreateUser. */
    Creation create(NewUser user);

    /** AdminGetUser. */
    Optional<Found> find(String username);

    /** AdminInitiateAuth with ADMIN_USER_PASSWORD_AUTH. */
    Step signIn(String username, Secret password, Map<String, String> clientMetadata);

    /**
     * AdminRespondToAuthChallenge to NEW_PASSWORD_REQUIRED. Sends no attributes: a new user got all
     * that it is to have when it was created, and Cognito refuses them a second time.
     */
    Step setNewPassword(
            Step.Asked question, Secret newPassword, Map<String, String> clientMetadata);

    /** AdminAddUserToGroup. */
    Optional<Refusal> addToGroup(String username, String group);

    /** AdminSetUserPassword, not permanent: renews an expired temporary password. */
    Optional<Refusal> setTemporaryPassword(String username, Secret temporaryPassword);

    /** AdminDeleteUser; a user that is not there is deleted. */
    void delete(String username);

    /** Whether the app client rotates refresh tokens, so that each can be traded only once. */
    boolean rotatesRefreshTokens();

    /**
     * AdminInitiateAuth with REFRESH_TOKEN_AUTH, or GetTokensFromRefreshToken where the client
     * rotates.
     */
    Step refresh(String username, Secret refreshToken, Map<String, String> clientMetadata);

    /**
     * The user to create.
     *
     * @param invite whether Cognito sends its invitation
     */
    record NewUser(
            String username,
            Map<String, String> attributes,
            Secret temporaryPassword,
            boolean invite,
            Map<String, String> clientMetadata) {}

    /** The result of AdminCreateUser. */
    sealed interface Creation {
        record Created(User user) implements Creation {}

        /** Created, though its invitation could not be delivered. */
        record Undelivered(Refusal refusal) implements Creation {}

        /**
         * The name or an alias is taken.
         *
         * @param unclear whether an earlier attempt of this very call may have taken it
         */
        record Taken(Refusal refusal, boolean unclear) implements Creation {}

        /**
         * Refused for another reason.
         *
         * @param unclear whether an earlier attempt of this very call may have created the user all
         *     the same
         */
        record Refused(Refusal refusal, boolean unclear) implements Creation {}
    }

    /**
     * A user as it is now.
     *
     * @param user with its internal username
     */
    record Found(User user, Instant createdAt, boolean enabled) {
        /** Cognito's UserStatus of a user whose temporary password is still to be replaced. */
        public static final String FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD";

        public static final String CONFIRMED = "CONFIRMED";

        boolean halfMade() {
            return FORCE_CHANGE_PASSWORD.equals(user.status());
        }

        boolean sameAs(@Nullable String sub) {
            return sub != null && sub.equals(user.sub());
        }

        boolean changedSince(Found before) {
            return !sameAs(before.user().sub())
                    || !Objects.equals(before.user().status(), user.status());
        }
    }

    /** The result of one step of a sign-in. */
    sealed interface Step {
        record SignedIn(User user, Tokens tokens) implements Step {}

        /**
         * Cognito asks one more question.
         *
         * @param username the internal one
         */
        record Asked(String username, Challenge challenge) implements Step {
            /** WEB_AUTHN needs the user's own browser. */
            boolean answerable() {
                return !challenge.name().equals("WEB_AUTHN");
            }

            public boolean forNewPassword() {
                return challenge.name().equals("NEW_PASSWORD_REQUIRED");
            }
        }

        record Refused(Refusal refusal) implements Step {}
    }
}
