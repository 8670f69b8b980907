package dev.usher.sqs;

import java.util.Set;

/** SQS refused a call or could not be reached. Carries SQS's error code, never its text. */
public final class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The SDK's exceptions if SQS does not answer. */
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

    /** Whether a retry is useless until the queue or the permission is fixed. */
    public boolean lasting() {
        return SqsErrors.lasting(code);
    }

    /** Whether SQS was unreachable: don't blame the queue. */
    public boolean unanswered() {
        return UNANSWERED.contains(code);
    }

    /** SQS's error code, or the name of the SDK's exception. */
    public String code() {
        return code;
    }
}
