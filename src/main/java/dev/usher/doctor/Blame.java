package dev.usher.doctor;

import java.util.Set;

/**
 * Whose matter an answer is that nobody hoped for, by its error code alone: a proxy, too, answers
 * with 403 or 500.
 */
enum Blame {
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

    static Blame of(String code) {
        if (Account.BAD_CREDENTIALS.contains(code)) {
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
}
