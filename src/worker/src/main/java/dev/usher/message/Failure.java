package dev.usher.message;

import org.jspecify.annotations.Nullable;

/**
 * A refusal, as the reply carries it.
 *
 * @param code the stable code
 * @param message the worker's own words; never Cognito's or a parser's, which can quote input
 * @param cognitoError the error code that Cognito gave, if it was Cognito that refused
 */
public record Failure(FailureCode code, String message, @Nullable String cognitoError) {
    public static Failure of(FailureCode code, String message) {
        return new Failure(code, message, null);
    }
}
