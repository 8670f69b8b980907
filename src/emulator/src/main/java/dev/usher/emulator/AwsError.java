package dev.usher.emulator;

/**
 * A refusal, worded as AWS words it. It ends the whole call from wherever the rule stands, so it is
 * an exception, though one without a stack trace: refusing must stay as cheap as answering.
 */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    private AwsError(String code, int status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
    }

    /** A refusal with HTTP status 400, which is what Cognito gives for nearly everything. */
    static AwsError of(String code, String message) {
        return new AwsError(code, 400, message);
    }

    static AwsError of(String code, int status, String message) {
        return new AwsError(code, status, message);
    }

    static AwsError notAuthorized(String message) {
        return of("NotAuthorizedException", message);
    }

    static AwsError invalidParameter(String message) {
        return of("InvalidParameterException", message);
    }

    static AwsError notFound(String message) {
        return of("ResourceNotFoundException", message);
    }

    static AwsError userNotFound() {
        return of("UserNotFoundException", "User does not exist.");
    }

    static AwsError internal() {
        return of("InternalErrorException", 500, "Something went wrong.");
    }

    /** The error code, such as {@code UsernameExistsException}. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The message; never null. */
    public String text() {
        String text = getMessage();
        return text == null ? "" : text;
    }
}
