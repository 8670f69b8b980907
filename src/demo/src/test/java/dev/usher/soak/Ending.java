package dev.usher.soak;

import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says.
 *
 * @param code of a failure; null otherwise
 */
record Ending(String status, @Nullable FailureCode code) {
    static final Ending SUCCEEDED = new Ending("succeeded", null);
    static final Ending GAVE_UP = failed(FailureCode.RETRIES_EXHAUSTED);
    static final Ending TAKEN = failed(FailureCode.USERNAME_EXISTS);

    static Ending failed(FailureCode code) {
        return new Ending("failed", code);
    }

    static Ending of(Result result) {
        return new Ending(
                result.status(),
                result instanceof Result.Failed(var failure) ? failure.code() : null);
    }

    @Override
    public String toString() {
        return code == null ? status : status + " " + code;
    }
}
