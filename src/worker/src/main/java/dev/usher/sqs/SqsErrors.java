package dev.usher.sqs;

import dev.usher.sqs.Queue.Outcome;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * What SQS's errors mean for an entry. <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">Common
 * errors</a>
 */
public final class SqsErrors {
    private static final Set<String> GONE =
            Set.of(
                    "QueueDoesNotExist",
                    "AWS.SimpleQueueService.NonExistentQueue",
                    "QueueDeletedRecently");
    private static final Set<String> DENIED =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "KmsAccessDenied",
                    "KmsDisabled",
                    "KmsInvalidKeyUsage",
                    "KmsInvalidState",
                    "KmsNotFound",
                    "KmsOptInRequired",
                    "NotAuthorized",
                    "InvalidSecurity",
                    "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "MissingAuthenticationToken",
                    "SignatureDoesNotMatch");
    private static final Set<String> TRANSIENT =
            Set.of(
                    "RequestThrottled",
                    "KmsThrottled",
                    "ThrottlingException",
                    "Throttling",
                    "OverLimit",
                    "InternalError",
                    "InternalFailure",
                    "ServiceUnavailable",
                    "RequestTimeout",
                    "RequestExpired");

    private SqsErrors() {}

    static Outcome outcome(BatchResultErrorEntry failed) {
        String code = strip(failed.code());
        if (lasting(code)) {
            return new Outcome.Unavailable(code);
        }
        boolean sendersFault = Boolean.TRUE.equals(failed.senderFault());
        return sendersFault && !TRANSIENT.contains(code)
                ? new Outcome.Refused(code)
                : new Outcome.Retryable(code);
    }

    /** Whether the queue is gone, or may not be used. */
    static boolean lasting(String code) {
        return GONE.contains(code) || DENIED.contains(code);
    }

    /** The outcome of a call that failed as a whole. */
    static Outcome outcome(SdkException e) {
        String code = code(e);
        if (!(e instanceof AwsServiceException service)) {
            return new Outcome.Retryable(code); // the network, or no credentials yet
        }
        if (service.isThrottlingException()
                || service.statusCode() >= 500
                || TRANSIENT.contains(code)) {
            return new Outcome.Retryable(code);
        }
        boolean unavailable =
                GONE.contains(code)
                        || isDenial(e)
                        || service.statusCode() == 404
                        || service.statusCode() == 401;
        return unavailable ? new Outcome.Unavailable(code) : new Outcome.Refused(code);
    }

    /** Whether a permission is missing: the caller's, or SQS's own for the key (KMS). */
    public static boolean isDenial(SdkException e) {
        return e instanceof AwsServiceException service
                && (service.statusCode() == 403 || DENIED.contains(code(e)));
    }

    /** SQS's code, which may be missing; then the exception's name. */
    public static String code(SdkException e) {
        if (e instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null) {
            return strip(service.awsErrorDetails().errorCode());
        }
        return e.getClass().getSimpleName();
    }

    /** SQS gives some codes as {@code AWS.SimpleQueueService.X} or {@code KMS.XException}. */
    private static String strip(String code) {
        String stripped =
                code.startsWith("AWS.SimpleQueueService.NonExistent")
                        ? "QueueDoesNotExist"
                        : code.substring(code.lastIndexOf('.') + 1);
        if (code.startsWith("KMS.") || code.startsWith("Kms.")) {
            return "Kms" + stripped.replace("Exception", "");
        }
        return stripped;
    }
}
