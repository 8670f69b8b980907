package dev.usher.secrets;

import org.jspecify.annotations.Nullable;

/** The secret could not be read, or is malformed; the message has its name and the fix. */
public final class SecretUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String code;

    private SecretUnusable(String message, @Nullable String code) {
        super(message);
        this.code = code;
    }

    /** It was read, and its content has to be fixed. */
    static SecretUnusable malformed(String message) {
        return new SecretUnusable(message, null);
    }

    /**
     * Its content is unknown.
     *
     * @param code what Secrets Manager answered; empty if it was not reached
     */
    static SecretUnusable unread(String message, String code) {
        return new SecretUnusable(message, code);
    }

    /**
     * Null if the secret was read; empty if Secrets Manager was not reached; or what it answered.
     */
    public @Nullable String code() {
        return code;
    }
}
