package dev.usher.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a request. */
public sealed interface Result {
    /** The reply's {@code status} member. */
    String status();

    /**
     * Done. Tokens are absent where none were asked for, or where the password no longer signs in.
     */
    record Succeeded(User user, @Nullable Tokens tokens) implements Result {
        @Override
        public String status() {
            return "succeeded";
        }
    }

    /** Cognito asks one more question, which an {@code answer} request answers. */
    record Challenged(User user, Challenge challenge) implements Result {
        @Override
        public String status() {
            return "challenged";
        }
    }

    /** Refused. */
    record Failed(Failure failure) implements Result {
        public static Failed of(FailureCode code, String message) {
            return new Failed(Failure.of(code, message));
        }

        @Override
        public String status() {
            return "failed";
        }
    }

    /**
     * The user of the result.
     *
     * @param username Cognito's internal one
     * @param sub the user's permanent id, if it is known
     * @param status Cognito's UserStatus, if it is known
     */
    record User(String username, @Nullable String sub, @Nullable String status) {}

    /**
     * Cognito's AuthenticationResult.
     *
     * @param refreshToken absent where Cognito gave none
     * @param expiresIn seconds until the access token expires
     */
    record Tokens(
            Secret accessToken,
            Secret idToken,
            @Nullable Secret refreshToken,
            String tokenType,
            int expiresIn) {}

    /**
     * Cognito's challenge.
     *
     * @param name Cognito's name, such as SMS_MFA
     * @param session goes back with the answer
     * @param parameters Cognito's ChallengeParameters
     */
    record Challenge(String name, @Nullable Secret session, Map<String, String> parameters) {
        public Challenge {
            parameters = Map.copyOf(parameters);
        }
    }
}
