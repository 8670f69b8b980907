package dev.usher.ledger;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Why a table can't be used.
 *
 * @param code DynamoDB's; the status of an answer without one; the exception's name if there is no
 *     answer
 * @param failing whether the service itself fails
 */
record LedgerUnreachable(String code, boolean failing) {
    private static final Set<String> BAD_CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "IncompleteSignature",
                    "IncompleteSignatureException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException");

    static LedgerUnreachable of(RuntimeException e) {
        if (!(e instanceof AwsServiceException service)) {
            return new LedgerUnreachable(e.getClass().getSimpleName(), false);
        }
        AwsErrorDetails details = service.awsErrorDetails();
        String code =
                details == null || details.errorCode() == null
                        ? "HTTP " + service.statusCode()
                        : details.errorCode();
        return new LedgerUnreachable(
                code,
                service.statusCode() >= 500
                        || code.startsWith("Internal")
                        || code.startsWith("ServiceUnavailable"));
    }

    /**
     * What the operator would have to do.
     *
     * @param table name or ARN
     */
    String fix(String table) {
        if (BAD_CREDENTIALS.contains(code)) {
            return "give the worker valid AWS credentials, and check its clock";
        }
        return switch (code) {
            case "ResourceNotFoundException" ->
                    "make the table %s with the partition key 'id' of type String, TTL on 'expiresAt'"
                            .formatted(table);
            case "ValidationException" ->
                    "the table's key must be the partition key 'id' of type String, without a sort key";
            case "AccessDeniedException" ->
                    "allow the worker dynamodb:PutItem and dynamodb:GetItem on the table";
            case "ProvisionedThroughputExceededException",
                    "ThrottlingException",
                    "RequestLimitExceeded" ->
                    "if it goes on, give the table on-demand capacity, or more of it";
            default ->
                    failing
                            ? "the trouble is DynamoDB's, and there is nothing to fix here; if it goes on,"
                                    + " check the worker's endpoint, proxies and network"
                            : "check the worker's region, endpoint, credentials and network";
        };
    }
}
