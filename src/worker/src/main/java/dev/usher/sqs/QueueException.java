package dev.usher.sqs;

import java.util.Set;

/** SQS refused a call or could not be reached. Carries SQS's error code, never its text. */
public final class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The SDK's exceptions where nobody answers. */
    private static final Set<String> UNANSWERED =
            Set.of(
                    "SdkClientException",
                    "ApiCallTimeoutException",
                    "ApiCallAttemptTimeoutException",
                    "RetryableException");

    private final String code;

    public QueueException(String queue, String operation, String code) {
        super(operation + " on " + queue + " failed: " + code);
        this.code = code;
    }

    /** Whether trying again is in vain until somebody mends the queue or the permission. */
    public boolean lasting() {
        return SqsErrors.lasting(code);
    }

    /** Whether SQS could not be asked at all: it says nothing of the queue. */
    public boolean unanswered() {
        return UNANSWERED.contains(code);
    }

    /** SQS's error code, or the name of the SDK's exception. */
    public String code() {
        return code;
    }
}
