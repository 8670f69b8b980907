package dev.usher.emulator.protocol;

import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal, worded as AWS words it. It ends the whole call from wherever the rule is, so it is an
 * exception, but one without a stack trace: a refusal must be as cheap as an answer.
 */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final transient ObjectNode details;

    private AwsError(String code, int status, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.details = details;
    }

    /** A refusal with HTTP status 400, the status of nearly all of them. */
    public static AwsError of(String code, String message) {
        return of(code, 400, message);
    }

    public static AwsError of(String code, int status, String message) {
        return new AwsError(code, status, message, EmulatorJson.object());
    }

    /**
     * A refusal with more members than code and message.
     *
     * @param details the members
     */
    public static AwsError of(String code, String message, ObjectNode details) {
        return new AwsError(code, 400, message, details);
    }

    public static AwsError notAuthorized(String message) {
        return of("NotAuthorizedException", message);
    }

    public static AwsError invalidParameter(String message) {
        return of("InvalidParameterException", message);
    }

    public static AwsError notFound(String message) {
        return of("ResourceNotFoundException", message);
    }

    public static AwsError internal() {
        return of("InternalErrorException", 500, "Something went wrong.");
    }

    /**
     * The service has no such operation, or the emulator does not have it.
     *
     * @param service AWS's name of the service
     */
    public static AwsError unknownOperation(String service, String operation) {
        return of(
                "UnknownOperationException",
                "This emulator does not have the operation %s of %s."
                        .formatted(operation, service));
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

    ObjectNode details() {
        return details;
    }
}
