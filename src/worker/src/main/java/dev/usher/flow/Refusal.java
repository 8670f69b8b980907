package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;

/**
 * Cognito's final refusal of one call.
 *
 * @param cognitoError Cognito's error code
 */
public record Refusal(Kind kind, String cognitoError) {
    /** What Cognito meant; finer than the failure codes where the flow distinguishes cases. */
    public enum Kind {
        USERNAME_EXISTS(FailureCode.USERNAME_EXISTS, "the username belongs to another user"),
        ALIAS_EXISTS(
                FailureCode.ALIAS_EXISTS,
                "an e-mail address or phone number belongs to another user"),
        INVALID_PASSWORD(
                FailureCode.INVALID_PASSWORD,
                "the password does not satisfy the user pool's policy"),
        PASSWORD_HISTORY(FailureCode.INVALID_PASSWORD, "the password was used before"),
        INVALID_PARAMETER(
                FailureCode.INVALID_ATTRIBUTES,
                "the user pool does not accept the username or an attribute: unknown, malformed or missing"),
        NOT_AUTHORIZED(FailureCode.NOT_AUTHORIZED, "incorrect username or password"),
        INVALID_REFRESH_TOKEN(
                FailureCode.NOT_AUTHORIZED, "the refresh token is invalid, expired or revoked"),
        TEMPORARY_PASSWORD_EXPIRED(
                FailureCode.NOT_AUTHORIZED, "the temporary password has expired"),
        SESSION(FailureCode.SESSION_EXPIRED, "the session was used before or has expired"),
        LOCKED_OUT(FailureCode.LOCKED_OUT, "too many failed sign-ins; try again later"),
        USER_NOT_FOUND(FailureCode.USER_NOT_FOUND, "no such user"),
        USER_DISABLED(FailureCode.USER_DISABLED, "the user is disabled"),
        USER_NOT_CONFIRMED(FailureCode.USER_NOT_CONFIRMED, "the user is not confirmed"),
        PASSWORD_RESET_REQUIRED(
                FailureCode.PASSWORD_RESET_REQUIRED, "the password must be reset first"),
        GROUP_NOT_FOUND(FailureCode.INVALID_REQUEST, "no such group in the user pool"),
        TRIGGER(FailureCode.REJECTED_BY_TRIGGER, "a Lambda trigger of the user pool refused"),
        LIMIT_EXCEEDED(FailureCode.LIMIT_EXCEEDED, "a limit of the user pool is used up for now"),
        DELIVERY_FAILED(FailureCode.DELIVERY_FAILED, "the invitation could not be delivered");

        private final FailureCode code;
        private final String words;

        Kind(FailureCode code, String words) {
            this.code = code;
            this.words = words;
        }
    }

    public Failure failure() {
        return new Failure(kind.code, kind.words, cognitoError);
    }

    /** The same, with the pointer to the member at fault. */
    public Failure failure(String pointer) {
        return new Failure(kind.code, pointer + ": " + kind.words, cognitoError);
    }
}
