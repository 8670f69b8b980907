package dev.usher.cognito;

import dev.usher.cognito.CognitoFault.Cause;
import dev.usher.flow.Refusal;
import dev.usher.flow.Refusal.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The table of what Cognito's errors mean. Goes by the error code and not by the exception class,
 * since services raise codes that their model does not list; and by the message where one code has
 * several meanings.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html">Common
 *     errors</a>
 */
final class CognitoErrors {
    /** The code of a call without an answer. */
    static final String NO_ANSWER = "NoAnswer";

    private static final Map<String, Kind> REFUSALS =
            Map.ofEntries(
                    Map.entry("UsernameExistsException", Kind.USERNAME_EXISTS),
                    Map.entry("AliasExistsException", Kind.ALIAS_EXISTS),
                    Map.entry("InvalidPasswordException", Kind.INVALID_PASSWORD),
                    Map.entry("PasswordHistoryPolicyViolationException", Kind.PASSWORD_HISTORY),
                    Map.entry("InvalidParameterException", Kind.INVALID_PARAMETER),
                    Map.entry("UserNotFoundException", Kind.USER_NOT_FOUND),
                    Map.entry("UserNotConfirmedException", Kind.USER_NOT_CONFIRMED),
                    Map.entry("PasswordResetRequiredException", Kind.PASSWORD_RESET_REQUIRED),
                    Map.entry("UnexpectedLambdaException", Kind.TRIGGER),
                    Map.entry("UserLambdaValidationException", Kind.TRIGGER),
                    Map.entry("InvalidLambdaResponseException", Kind.TRIGGER),
                    Map.entry("LimitExceededException", Kind.LIMIT_EXCEEDED),
                    Map.entry("CodeDeliveryFailureException", Kind.DELIVERY_FAILED),
                    Map.entry("RefreshTokenReuseException", Kind.INVALID_REFRESH_TOKEN));

    /** LimitExceededException is none of them: that is the daily e-mail cap. */
    private static final Set<String> THROTTLED =
            Set.of(
                    "TooManyRequestsException",
                    "ThrottlingException",
                    "Throttling",
                    "ThrottledException",
                    "RequestThrottled",
                    "RequestThrottledException",
                    "RequestLimitExceeded",
                    "SlowDown");

    private static final String NO_CREDENTIALS = "NoCredentials";
    private static final String GRANT = "let the worker's role make this call";
    private static final String CREDENTIALS = "give the worker valid AWS credentials";

    private static final Map<String, String> SUSPECTS =
            Map.ofEntries(
                    Map.entry("AccessDeniedException", GRANT),
                    Map.entry("AccessDenied", GRANT),
                    Map.entry("UnauthorizedOperation", GRANT),
                    Map.entry("UnrecognizedClientException", CREDENTIALS),
                    Map.entry("InvalidClientTokenId", CREDENTIALS),
                    Map.entry("ExpiredToken", CREDENTIALS),
                    Map.entry("ExpiredTokenException", CREDENTIALS),
                    Map.entry("InvalidSignatureException", CREDENTIALS),
                    Map.entry("SignatureDoesNotMatch", CREDENTIALS),
                    Map.entry("IncompleteSignature", CREDENTIALS),
                    Map.entry("IncompleteSignatureException", CREDENTIALS),
                    Map.entry("MissingAuthenticationToken", CREDENTIALS),
                    Map.entry("MissingAuthenticationTokenException", CREDENTIALS),
                    Map.entry("OptInRequired", CREDENTIALS),
                    Map.entry("RequestExpired", "set the worker's clock right"),
                    Map.entry("RequestTimeTooSkewed", "set the worker's clock right"),
                    Map.entry(
                            "ForbiddenException",
                            "let the pool's web ACL (AWS WAF) pass the worker"),
                    Map.entry("HTTP 403", "let the proxy before Cognito pass the worker"),
                    Map.entry(
                            "ResourceNotFoundException",
                            "check USHER_USER_POOL_ID, USHER_CLIENT_ID and AWS_REGION"),
                    Map.entry("InvalidUserPoolConfigurationException", "fix the user pool's setup"),
                    Map.entry("InvalidSmsRoleAccessPolicyException", "fix the pool's SMS role"),
                    Map.entry(
                            "InvalidSmsRoleTrustRelationshipException", "fix the pool's SMS role"),
                    Map.entry(
                            "InvalidEmailRoleAccessPolicyException", "fix the pool's e-mail role"));

    /** The other known codes of Cognito. */
    private static final Set<String> NAMED =
            Set.of(
                    "NotAuthorizedException",
                    NO_CREDENTIALS,
                    NO_ANSWER,
                    "InternalErrorException",
                    "InternalServerException",
                    "InternalFailure",
                    "ServiceUnavailable",
                    "ServiceUnavailableException",
                    "ConcurrentModificationException",
                    "CodeMismatchException",
                    "ExpiredCodeException",
                    "GroupNotFoundException",
                    "MFAMethodNotFoundException",
                    "SoftwareTokenMFANotFoundException",
                    "TooManyFailedAttemptsException",
                    "UnsupportedUserStateException",
                    "ValidationException",
                    "HTTP 429",
                    "HTTP 500",
                    "HTTP 502",
                    "HTTP 503",
                    "HTTP 504");

    private CognitoErrors() {}

    /** The code as a metric label, which must have a limited number of values. */
    static String label(String code) {
        boolean known =
                NAMED.contains(code)
                        || REFUSALS.containsKey(code)
                        || THROTTLED.contains(code)
                        || SUSPECTS.containsKey(code);
        return known ? code : "other";
    }

    static CognitoFault read(SdkException e) {
        if (e instanceof AwsServiceException service) {
            return service(service);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")
                || message.contains("Unable to load region")) {
            return new CognitoFault.Suspect(NO_CREDENTIALS, CREDENTIALS);
        }
        return new CognitoFault.Transient(NO_ANSWER, !neverSent(e), Cause.OUTAGE);
    }

    private static CognitoFault service(AwsServiceException e) {
        String code = code(e);
        String message = message(e).toLowerCase(Locale.ROOT);
        if (code.equals("NotAuthorizedException")) {
            return notAuthorized(code, message);
        }
        if (code.equals("InvalidParameterException") && message.contains("flow not enabled")) {
            return new CognitoFault.Suspect(
                    code,
                    "enable ALLOW_ADMIN_USER_PASSWORD_AUTH on the app client of USHER_CLIENT_ID");
        }
        if (code.equals("InvalidParameterException") && message.contains("secret hash")) {
            return new CognitoFault.WrongClientSecret(code);
        }
        if (code.equals("InvalidParameterException") && namesSetting(message)) {
            return new CognitoFault.Suspect(code, "fix USHER_USER_POOL_ID or USHER_CLIENT_ID");
        }
        Kind kind = REFUSALS.get(code);
        if (kind != null) {
            return new CognitoFault.Refused(new Refusal(kind, code));
        }
        String fix = SUSPECTS.get(code);
        if (fix != null) {
            return new CognitoFault.Suspect(code, fix);
        }
        if (THROTTLED.contains(code) || e.statusCode() == 429) {
            return new CognitoFault.Transient(code, false, Cause.QUOTA);
        }
        return e.statusCode() >= 500
                ? new CognitoFault.Transient(code, true, Cause.OUTAGE)
                : new CognitoFault.Transient(code, false, Cause.UNKNOWN);
    }

    /** Cognito refuses an id that breaks its pattern before it looks for the pool. */
    private static boolean namesSetting(String message) {
        return message.contains("at 'userpoolid'") || message.contains("at 'clientid'");
    }

    /** One code for a dozen refusals; only the message distinguishes them. */
    private static CognitoFault notAuthorized(String code, String message) {
        if (message.contains("secret")) {
            return new CognitoFault.WrongClientSecret(code);
        }
        Kind kind = Kind.NOT_AUTHORIZED;
        if (message.contains("disabled")) {
            kind = Kind.USER_DISABLED;
        } else if (message.contains("attempts exceeded")) {
            kind = Kind.LOCKED_OUT;
        } else if (message.contains("temporary password") && message.contains("expired")) {
            kind = Kind.TEMPORARY_PASSWORD_EXPIRED;
        } else if (message.contains("refresh token")) {
            kind = Kind.INVALID_REFRESH_TOKEN;
        } else if (message.contains("session")) {
            kind = Kind.SESSION;
        }
        return new CognitoFault.Refused(new Refusal(kind, code));
    }

    /** The status stands in for an absent code. */
    private static String code(AwsServiceException e) {
        @Nullable String code =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "HTTP " + e.statusCode() : code;
    }

    /** Whether it stands for an answer without a code, which Cognito never gives. */
    static boolean codeless(String code) {
        return code.startsWith("HTTP ");
    }

    private static String message(AwsServiceException e) {
        @Nullable String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return message == null ? "" : message;
    }

    private static boolean neverSent(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return true;
            }
        }
        return false;
    }
}
