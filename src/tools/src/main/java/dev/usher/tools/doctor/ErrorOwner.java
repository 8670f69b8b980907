package dev.usher.tools.doctor;

import dev.usher.sqs.SqsErrors;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whose matter an answer is that nobody hoped for, by its error code alone: a proxy, too, answers
 * with 403 or 500.
 */
enum ErrorOwner {
    /** AWS does not take the credentials. */
    CREDENTIALS,
    /** The caller may not. */
    DENIED,
    /** A service that fails, or that has had too many calls. */
    AWS,
    /** No code, or one that the service is not known for: perhaps it is not AWS that answers. */
    UNKNOWN;

    static final String TRY_AGAIN =
            "try again: the trouble is AWS's, and nothing is to be mended here; if it stays, check"
                    + " AWS_ENDPOINT_URL and proxies";
    static final String CHECK_ENDPOINT =
            "check AWS_ENDPOINT_URL (no path at its end) and proxies: AWS does not answer so";

    private static final String CHECK_NETWORK =
            "check AWS_ENDPOINT_URL, AWS_REGION and the network";

    private static final Set<String> REFUSALS =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "AuthorizationError",
                    "NotAuthorized",
                    "UnauthorizedOperation");
    private static final Set<String> BUSY =
            Set.of(
                    "OverLimit",
                    "RequestLimitExceeded",
                    "SlowDown",
                    "TooManyRequestsException",
                    "HTTP 429");

    static ErrorOwner of(String code) {
        if (AccountCheck.BAD_CREDENTIALS.contains(code)) {
            return CREDENTIALS;
        }
        if (REFUSALS.contains(code)) {
            return DENIED;
        }
        boolean aws =
                BUSY.contains(code)
                        || code.contains("Throttl")
                        || code.startsWith("Internal")
                        || code.startsWith("ServiceUnavailable")
                        || code.matches("HTTP 5[0-9]{2}");
        return aws ? AWS : UNKNOWN;
    }

    /** The service's code, or the status of an answer without one, or what kept it away. */
    static String code(SdkException e) {
        boolean codeless =
                e instanceof AwsServiceException service
                        && (service.awsErrorDetails() == null
                                || service.awsErrorDetails().errorCode() == null);
        return codeless ? "HTTP " + ((AwsServiceException) e).statusCode() : SqsErrors.code(e);
    }

    /**
     * What to do about a look that failed.
     *
     * @param grant what a denial calls for
     */
    static String mend(SdkException e, String grant) {
        if (!(e instanceof AwsServiceException service)) {
            return CHECK_NETWORK;
        }
        boolean passing = service.isThrottlingException() || service.statusCode() >= 500;
        return switch (passing ? AWS : of(code(e))) {
            case CREDENTIALS -> AccountCheck.GIVE_CREDENTIALS;
            case DENIED -> grant;
            case AWS -> TRY_AGAIN;
            case UNKNOWN -> CHECK_ENDPOINT;
        };
    }
}
