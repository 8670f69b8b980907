package dev.usher.secrets;

import org.jspecify.annotations.Nullable;

/** The secret could not be read, or is not what it must be; says which one and how to mend it. */
public final class SecretUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String code;

    private SecretUnusable(String message, @Nullable String code) {
        super(message);
        this.code = code;
    }

    /** It was read, and what stands in it has to be put right. */
    static SecretUnusable malformed(String message) {
        return new SecretUnusable(message, null);
    }

    /**
     * Nobody knows what stands in it.
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
