package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.Shown.has;

import dev.usher.tools.doctor.Finding.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** A table of which the looks fail that go beyond the worker's calls. */
final class DynamoDbCheckTest {
    /** Takes the worker's two calls, and fails at every other. */
    private record Undescribed(AwsServiceException failure) implements DynamoDbClient {
        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            throw ConditionalCheckFailedException.builder().build();
        }

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            return GetItemResponse.builder().build();
        }

        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            throw failure;
        }

        @Override
        public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
            throw failure;
        }

        @Override
        public DescribeContinuousBackupsResponse describeContinuousBackups(
                DescribeContinuousBackupsRequest request) {
            throw failure;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 400, 'to have it looked at, grant what infra/doctor-policy.json says'",
        "ThrottlingException, 400, try again: the trouble is AWS's",
        "ProvisionedThroughputExceededException, 400, try again: the trouble is AWS's",
        "InternalServerError, 500, try again: the trouble is AWS's",
        "UnrecognizedClientException, 400, give the worker valid AWS credentials"
    })
    void a_look_that_fails_has_the_mend_of_the_reason(String code, int status, String fix) {
        AwsErrorDetails details = AwsErrorDetails.builder().errorCode(code).build();
        AwsServiceException failure =
                DynamoDbException.builder().statusCode(status).awsErrorDetails(details).build();
        var findings = new DynamoDbCheck(new Undescribed(failure), "ids").run();
        has(findings, Status.OK, "ledger", "dynamodb:PutItem and dynamodb:GetItem are allowed");
        has(
                findings,
                Status.SKIPPED,
                "ledger",
                "dynamodb:DescribeTimeToLive: %s; %s".formatted(code, fix));
    }
}
