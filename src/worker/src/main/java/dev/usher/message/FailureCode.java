package dev.usher.message;

/**
 * Why a request failed, as in its reply. The names are part of the public contract and never
 * change.
 */
public enum FailureCode {
    INVALID_REQUEST(false),
    EXPIRED(false),
    ID_REUSED(false),
    USERNAME_EXISTS(false),
    ALIAS_EXISTS(false),
    INVALID_PASSWORD(false),
    INVALID_ATTRIBUTES(false),
    NOT_AUTHORIZED(false),
    USER_NOT_FOUND(false),
    USER_DISABLED(false),
    USER_NOT_CONFIRMED(false),
    PASSWORD_RESET_REQUIRED(false),
    SESSION_EXPIRED(false),
    CODE_MISMATCH(false),
    CODE_EXPIRED(false),
    REJECTED_BY_TRIGGER(false),
    UNSUPPORTED_CHALLENGE(false),
    LOCKED_OUT(true),
    LIMIT_EXCEEDED(true),
    DELIVERY_FAILED(true),
    OUTCOME_UNKNOWN(true),
    RETRIES_EXHAUSTED(true),
    /** Only ever the code of a dead letter: a half-made user that could not be undone. */
    STRANDED(true);

    private final boolean retryable;

    FailureCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same request, sent again, may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
