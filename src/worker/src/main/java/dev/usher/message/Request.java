package dev.usher.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A valid request: the content of a message of the request queue. */
public sealed interface Request {
    Envelope envelope();

    /** The request's {@code type} member. */
    String type();

    default String id() {
        return envelope().id();
    }

    default String username() {
        return envelope().username();
    }

    /**
     * The members that every type has.
     *
     * @param id the idempotency key
     * @param username the name the user signs in with; for {@code refresh} the internal one
     * @param notAfter after it nothing is begun
     * @param replyTo the reply queue asked for, if not the default one
     * @param clientMetadata passed on to Lambda triggers
     */
    record Envelope(
            String id,
            String username,
            @Nullable Instant notAfter,
            @Nullable String replyTo,
            Map<String, String> clientMetadata) {
        public Envelope {
            clientMetadata = Map.copyOf(clientMetadata);
        }

        public boolean expiredAt(Instant now) {
            return notAfter != null && now.isAfter(notAfter);
        }
    }

    /** How a sign-up ends. */
    enum Finish {
        /** CONFIRMED, and the reply carries tokens. */
        TOKENS,
        /** CONFIRMED, no tokens in the reply. */
        CONFIRMED,
        /** Cognito sends its invitation; the user stays FORCE_CHANGE_PASSWORD. */
        INVITE
    }

    /**
     * Makes a user.
     *
     * @param password the user's own; null for {@link Finish#INVITE} alone
     */
    record SignUp(
            Envelope envelope,
            @Nullable Secret password,
            Map<String, String> attributes,
            List<String> groups,
            Finish finish)
            implements Request {
        public SignUp {
            attributes = Map.copyOf(attributes);
            groups = List.copyOf(groups);
            if ((password == null) != (finish == Finish.INVITE)) {
                throw new IllegalArgumentException("a password goes with every finish but invite");
            }
        }

        @Override
        public String type() {
            return "signup";
        }
    }

    /** Signs an existing user in with ADMIN_USER_PASSWORD_AUTH. */
    record SignIn(Envelope envelope, Secret password) implements Request {
        @Override
        public String type() {
            return "signin";
        }
    }

    /** Trades a refresh token for fresh tokens. */
    record Refresh(Envelope envelope, Secret refreshToken) implements Request {
        @Override
        public String type() {
            return "refresh";
        }
    }
}
