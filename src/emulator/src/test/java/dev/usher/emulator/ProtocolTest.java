package dev.usher.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire itself, without an SDK in between. */
class ProtocolTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static final String COGNITO = "AWSCognitoIdentityProviderService.";

    private static HttpResponse<String> post(String target, String body, boolean signed)
            throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            URI uri = aws.embedded.endpoint();
            var request =
                    HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
            if (target.isEmpty()) {
                request.header("Content-Type", "application/x-www-form-urlencoded");
            } else {
                request.header("X-Amz-Target", target)
                        .header("Content-Type", "application/x-amz-json-1.1");
            }
            if (signed) {
                request.header("Authorization", "AWS4-HMAC-SHA256 Credential=x");
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void refuses(HttpResponse<String> response, String code) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"__type\":\"" + code + "\",\"message\":");
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).contains(code);
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "AWSCognitoIdentityProviderService.AdminMakeTea, AdminMakeTea of cognito-idp",
        "secretsmanager.MakeTea, MakeTea of secretsmanager",
        "DynamoDB_20120810.UpdateItem, UpdateItem of dynamodb",
        "AmazonSQS.MakeTea, MakeTea of sqs",
        "Kinesis_20131202.PutRecord, PutRecord of Kinesis_20131202",
    })
    void an_operation_that_the_emulator_does_not_have_is_named_before_signature_and_body(
            String target, String named) throws Exception {
        for (boolean signed : new boolean[] {false, true}) {
            var response = post(target, "no JSON", signed);
            refuses(response, "UnknownOperationException");
            assertThat(response.body()).contains("does not have the operation " + named + ".");
        }
    }

    @Test
    void so_is_one_of_a_service_with_another_protocol() throws Exception {
        var query = post("", "Action=GetCallerIdentity&Version=2011-06-15", false);
        assertThat(query.statusCode()).isEqualTo(400);
        assertThat(query.body())
                .contains("<Code>InvalidAction</Code>", "GetCallerIdentity of API version 2011-06");
        try (var http = HttpClient.newHttpClient()) {
            var uri = aws.embedded.endpoint().resolve("/2015-03-31/functions");
            var request = HttpRequest.newBuilder(uri).build();
            var rest = http.send(request, HttpResponse.BodyHandlers.ofString());
            refuses(rest, "UnknownOperationException");
            assertThat(rest.body()).contains("GET /2015-03-31/functions of a REST service");
        }
    }

    @Test
    void sqs_s_older_query_protocol_is_served_too() throws Exception {
        var answer = post("", "Action=ListQueues&Version=2012-11-05", false);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<ListQueuesResponse");
    }

    @Test
    void malformed_json_is_refused_and_not_quoted() throws Exception {
        var response = post(COGNITO + "AdminGetUser", "{\"Username\": hunter2", true);
        refuses(response, "SerializationException");
        assertThat(response.body()).doesNotContain("hunter2");
        refuses(post(COGNITO + "AdminGetUser", "[1]", true), "SerializationException");
        refuses(
                post(COGNITO + "AdminGetUser", "{\"UserPoolId\":7}", true),
                "SerializationException");
    }

    @Test
    void an_unsigned_request_is_refused() throws Exception {
        refuses(
                post(COGNITO + "ListUserPools", "{}", false),
                "MissingAuthenticationTokenException");
        refuses(
                post("secretsmanager.ListSecrets", "{}", false),
                "MissingAuthenticationTokenException");
        refuses(
                post("DynamoDB_20120810.ListTables", "{}", false),
                "MissingAuthenticationTokenException");
    }

    @Test
    void a_missing_member_is_named() throws Exception {
        var response = post(COGNITO + "AdminGetUser", "{}", true);
        refuses(response, "InvalidParameterException");
        assertThat(response.body())
                .contains("Value null at 'userPoolId'")
                .contains("must not be null");
    }

    @Test
    void a_password_that_breaks_the_model_is_not_quoted() throws Exception {
        var response =
                post(
                        COGNITO + "AdminSetUserPassword",
                        "{\"Password\":\"hunter2 \",\"UserPoolId\":\"a_b\",\"Username\":\"a\"}",
                        true);
        refuses(response, "InvalidParameterException");
        assertThat(response.body()).doesNotContain("hunter2");
    }
}
