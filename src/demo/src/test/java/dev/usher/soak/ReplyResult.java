package dev.usher.soak;

import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says.
 *
 * @param code of a failure; null otherwise
 */
record ReplyResult(String status, @Nullable FailureCode code) {
    static final ReplyResult SUCCEEDED = new ReplyResult("succeeded", null);
    static final ReplyResult GAVE_UP = failed(FailureCode.RETRIES_EXHAUSTED);
    static final ReplyResult TAKEN = failed(FailureCode.USERNAME_EXISTS);

    static ReplyResult failed(FailureCode code) {
        return new ReplyResult("failed", code);
    }

    static ReplyResult of(Result result) {
        return new ReplyResult(
                result.status(),
                result instanceof Result.Failed(var failure) ? failure.code() : null);
    }

    @Override
    public String toString() {
        return code == null ? status : status + " " + code;
    }
}
