package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cognito.CognitoFault.Cause;
import dev.usher.flow.Refusal;
import dev.usher.flow.Refusal.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;

/** The table of errors, row by row. */
class CognitoErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "UsernameExistsException, USERNAME_EXISTS",
        "AliasExistsException, ALIAS_EXISTS",
        "InvalidPasswordException, INVALID_PASSWORD",
        "PasswordHistoryPolicyViolationException, PASSWORD_HISTORY",
        "InvalidParameterException, INVALID_PARAMETER",
        "UserNotFoundException, USER_NOT_FOUND",
        "UserNotConfirmedException, USER_NOT_CONFIRMED",
        "PasswordResetRequiredException, PASSWORD_RESET_REQUIRED",
        "UnexpectedLambdaException, TRIGGER",
        "UserLambdaValidationException, TRIGGER",
        "InvalidLambdaResponseException, TRIGGER",
        "LimitExceededException, LIMIT_EXCEEDED",
        "CodeDeliveryFailureException, DELIVERY_FAILED",
        "RefreshTokenReuseException, INVALID_REFRESH_TOKEN"
    })
    void a_final_no_is_a_refusal(String code, Kind kind) {
        assertThat(read(code, "whatever", 400)).isEqualTo(refused(kind, code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Incorrect username or password.|NOT_AUTHORIZED",
                "Some words that nobody knows|NOT_AUTHORIZED",
                "User is disabled.|USER_DISABLED",
                "Password attempts exceeded|LOCKED_OUT",
                "Temporary password has expired and must be reset by an administrator.|TEMPORARY_PASSWORD_EXPIRED",
                "Invalid session for the user, session can only be used once.|SESSION",
                "Invalid session for the user, session is expired.|SESSION",
                "Invalid Refresh Token|INVALID_REFRESH_TOKEN",
                "Refresh Token has been revoked|INVALID_REFRESH_TOKEN",
                "Refresh Token has expired|INVALID_REFRESH_TOKEN"
            })
    void the_words_tell_one_not_authorized_from_another(String message, Kind kind) {
        assertThat(read("NotAuthorizedException", message, 400))
                .isEqualTo(refused(kind, "NotAuthorizedException"));
    }

    @Test
    void not_authorized_without_words_is_a_wrong_password() {
        assertThat(read("NotAuthorizedException", null, 400))
                .isEqualTo(refused(Kind.NOT_AUTHORIZED, "NotAuthorizedException"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to verify secret hash for client abc",
                "Client abc is configured with secret but SECRET_HASH was not received"
            })
    void a_wrong_client_secret_is_not_taken_for_a_wrong_password(String message) {
        assertThat(read("NotAuthorizedException", message, 400))
                .isEqualTo(new CognitoFault.WrongClientSecret("NotAuthorizedException"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccessDeniedException",
                "UnrecognizedClientException",
                "ExpiredToken",
                "ExpiredTokenException",
                "InvalidSignatureException",
                "ResourceNotFoundException",
                "InvalidUserPoolConfigurationException",
                "InvalidSmsRoleAccessPolicyException",
                "InvalidSmsRoleTrustRelationshipException",
                "InvalidEmailRoleAccessPolicyException"
            })
    void what_may_be_the_operators_fault_is_suspect(String code) {
        assertThat(read(code, "whatever", 400))
                .isInstanceOfSatisfying(
                        CognitoFault.Suspect.class,
                        suspect -> {
                            assertThat(suspect.code()).isEqualTo(code);
                            assertThat(suspect.fix()).isNotBlank();
                        });
    }

    @Test
    void a_flow_that_the_client_lacks_is_suspect_though_its_code_is_a_requests_fault() {
        assertThat(read("InvalidParameterException", "Auth flow not enabled for this client", 400))
                .isInstanceOfSatisfying(
                        CognitoFault.Suspect.class,
                        suspect ->
                                assertThat(suspect.fix())
                                        .contains("ALLOW_ADMIN_USER_PASSWORD_AUTH"));
    }

    @ParameterizedTest
    @CsvSource({
        "TooManyRequestsException, 400, false, QUOTA",
        "ThrottlingException, 400, false, QUOTA",
        "RequestLimitExceeded, 400, false, QUOTA",
        "ThrottlingException, 503, false, QUOTA",
        "ACodeThatNobodyKnows, 400, false, UNKNOWN",
        "InternalErrorException, 500, true, OUTAGE",
        "InternalFailure, 500, true, OUTAGE",
        "ServiceUnavailable, 503, true, OUTAGE",
        "ACodeThatNobodyKnows, 502, true, OUTAGE"
    })
    void anything_else_is_transient_and_unclear_only_if_the_server_failed(
            String code, int status, boolean unclear, Cause cause) {
        assertThat(read(code, "whatever", status))
                .isEqualTo(new CognitoFault.Transient(code, unclear, cause));
    }

    @ParameterizedTest
    @CsvSource({
        "400, false, UNKNOWN",
        "429, false, QUOTA",
        "500, true, OUTAGE",
        "504, true, OUTAGE"
    })
    void where_there_is_no_code_the_status_decides(int status, boolean unclear, Cause cause) {
        CognitoFault expected = new CognitoFault.Transient("HTTP " + status, unclear, cause);
        assertThat(read(null, "whatever", status)).isEqualTo(expected);
        SdkException bare =
                CognitoIdentityProviderException.builder().statusCode(status).message("x").build();
        assertThat(CognitoErrors.read(bare)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("unsent")
    void what_was_never_sent_cannot_have_had_an_effect(IOException cause) {
        assertThat(CognitoErrors.read(SdkClientException.create("x", cause)))
                .isEqualTo(new CognitoFault.Transient("NoAnswer", false, Cause.OUTAGE));
        assertThat(CognitoErrors.read(SdkClientException.create("x", new IOException("y", cause))))
                .isEqualTo(new CognitoFault.Transient("NoAnswer", false, Cause.OUTAGE));
    }

    static Stream<IOException> unsent() {
        return Stream.of(
                new ConnectException("refused"),
                new UnknownHostException("nowhere"),
                new NoRouteToHostException("none"));
    }

    @ParameterizedTest
    @MethodSource("unanswered")
    void what_was_sent_and_not_answered_may_have_had_its_effect(SdkException e) {
        assertThat(CognitoErrors.read(e))
                .isEqualTo(new CognitoFault.Transient("NoAnswer", true, Cause.OUTAGE));
    }

    static Stream<SdkException> unanswered() {
        return Stream.of(
                SdkClientException.create("x", new SocketTimeoutException("Read timed out")),
                SdkClientException.create("x", new SocketException("Connection reset")),
                SdkClientException.create("no cause at all"),
                ApiCallTimeoutException.builder().message("x").build());
    }

    @Test
    void a_403_without_a_code_is_suspect_since_a_proxy_may_stand_before_everybody() {
        assertThat(read(null, "whatever", 403)).isInstanceOf(CognitoFault.Suspect.class);
        assertThat(read("ForbiddenException", "WAF", 403)).isInstanceOf(CognitoFault.Suspect.class);
    }

    @Test
    void no_credentials_are_suspect() {
        assertThat(
                        CognitoErrors.read(
                                SdkClientException.create(
                                        "Unable to load credentials from any of the providers")))
                .isInstanceOf(CognitoFault.Suspect.class);
    }

    @Test
    void a_real_refused_connection_was_never_sent() throws IOException {
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            assertThat(fault(taken.getLocalPort())) // where nobody listens
                    .isEqualTo(new CognitoFault.Transient("NoAnswer", false, Cause.OUTAGE));
        }
    }

    @Test
    void a_real_read_time_out_may_have_had_its_effect() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(fault(silent.getLocalPort()))
                    .isEqualTo(new CognitoFault.Transient("NoAnswer", true, Cause.OUTAGE));
        }
    }

    private static CognitoFault fault(int port) {
        try (CognitoIdentityProviderClient client =
                CognitoIdentityProviderClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + port))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("x", "x")))
                        .httpClientBuilder(
                                Apache5HttpClient.builder().socketTimeout(Duration.ofMillis(200)))
                        .overrideConfiguration(
                                config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build()) {
            client.adminGetUser(r -> r.userPoolId("us-east-1_abc").username("ada"));
            throw new AssertionError("nobody can have answered");
        } catch (SdkException e) {
            return CognitoErrors.read(e);
        }
    }

    private static CognitoFault refused(Kind kind, String code) {
        return new CognitoFault.Refused(new Refusal(kind, code));
    }

    private static CognitoFault read(@Nullable String code, @Nullable String message, int status) {
        return CognitoErrors.read(
                CognitoIdentityProviderException.builder()
                        .statusCode(status)
                        .message(message)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code)
                                        .errorMessage(message)
                                        .build())
                        .build());
    }
}
