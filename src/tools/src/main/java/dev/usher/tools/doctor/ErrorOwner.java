package dev.usher.tools.doctor;

import dev.usher.sqs.SqsErrors;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Who has to act on an error, judged by its error code alone. The HTTP status is no evidence, since
 * proxies answer with 403 and 500, too.
 */
enum ErrorOwner {
    /** AWS rejects the credentials. */
    CREDENTIALS,
    /** The caller lacks a permission. */
    DENIED,
    /** The service fails or throttles. */
    AWS,
    /** No code, or one that the service does not have: the server may not be AWS. */
    UNKNOWN;

    static final String TRY_AGAIN =
            "try again: this is a fault of AWS, not of the set-up; if it lasts, check"
                    + " AWS_ENDPOINT_URL and proxies";
    static final String CHECK_ENDPOINT =
            "check AWS_ENDPOINT_URL (no path at its end) and proxies: this is no answer of AWS";

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

    /** The service's code, the HTTP status if there is none, or the cause of no answer. */
    static String code(SdkException e) {
        boolean codeless =
                e instanceof AwsServiceException service
                        && (service.awsErrorDetails() == null
                                || service.awsErrorDetails().errorCode() == null);
        return codeless ? "HTTP " + ((AwsServiceException) e).statusCode() : SqsErrors.code(e);
    }

    /**
     * How to fix a failed call of a check.
     *
     * @param grant the fix of a denial
     */
    static String fix(SdkException e, String grant) {
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
