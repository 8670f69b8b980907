package dev.usher.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
                    HttpRequest.newBuilder(uri)
                            .header("X-Amz-Target", target)
                            .header("Content-Type", "application/x-amz-json-1.1")
                            .POST(HttpRequest.BodyPublishers.ofString(body));
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

    @Test
    void an_unknown_operation_is_refused() throws Exception {
        refuses(post(COGNITO + "AdminMakeTea", "{}", true), "UnknownOperationException");
        refuses(post("secretsmanager.MakeTea", "{}", true), "UnknownOperationException");
        refuses(post("DynamoDB_20120810.ListTables", "{}", true), "UnknownOperationException");
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
