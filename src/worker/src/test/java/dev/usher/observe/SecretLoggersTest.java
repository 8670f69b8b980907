package dev.usher.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Every secret that goes through the SDK is planted, and everything that is logged is searched. */
class SecretLoggersTest {
    private static final String PLANTED = "Pl4nted";
    private static final Map<String, String> ANSWERS =
            Map.of(
                    "AdminCreateUser",
                    "{\"User\":{\"Username\":\"u\"}}",
                    "AdminInitiateAuth",
                    "{\"ChallengeName\":\"NEW_PASSWORD_REQUIRED\",\"Session\":\"Pl4nted-session\"}",
                    "AdminRespondToAuthChallenge",
                    "{\"AuthenticationResult\":{\"AccessToken\":\"Pl4nted-access\","
                            + "\"IdToken\":\"Pl4nted-id\",\"RefreshToken\":\"Pl4nted-refresh\"}}",
                    "AdminGetUser",
                    "{\"Username\": Pl4nted-broken",
                    "GetSecretValue",
                    "{\"SecretString\":\"Pl4nted-secret\"}",
                    "SendMessage",
                    "{\"MessageId\":\"m\"}",
                    "ReceiveMessage",
                    "{\"Messages\":[{\"MessageId\":\"m\",\"Body\":\"Pl4nted-body\"}]}");

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> everything =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    String cause =
                            event.getThrowableProxy() == null
                                    ? ""
                                    : ThrowableProxyUtil.asString(event.getThrowableProxy());
                    lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + cause);
                }
            };
    private Level before;
    private Appender<ILoggingEvent> console;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SecretLoggersTest::answer);
        server.start();
        before = root.getLevel();
        everything.start();
        console = root.getAppender("stderr");
        root.detachAppender(console);
        root.addAppender(everything);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(everything);
        root.addAppender(console);
        server.stop(0);
    }

    @Test
    void nothing_secret_is_logged_at_the_lowest_level_of_all() {
        sendSecrets();
        LoggerFactory.getLogger("dev.usher.anything").trace("still heard");
        assertThat(lines).anyMatch(line -> line.contains("still heard"));
        assertThat(lines).noneMatch(line -> line.contains(PLANTED));
    }

    @Test
    void nor_if_the_secret_loggers_are_turned_on_by_name() {
        SecretLoggers.NAMES.forEach(name -> context.getLogger(name).setLevel(Level.TRACE));
        try {
            sendSecrets();
        } finally {
            SecretLoggers.NAMES.forEach(name -> context.getLogger(name).setLevel(null));
        }
        assertThat(lines).noneMatch(line -> line.contains(PLANTED));
    }

    @Test
    void without_the_filter_it_would_be() {
        withoutFilters(this::sendSecrets);
        assertThat(lines)
                .anyMatch(line -> line.contains("Pl4nted-password"))
                .anyMatch(line -> line.contains("Pl4nted-refresh"));
    }

    @Test
    void a_configuration_of_somebody_elses_is_silenced_too() {
        withoutFilters(() -> {
            SecretLoggers.silence();
            SecretLoggers.silence();
            assertThat(context.getTurboFilterList()).hasSize(1);
            sendSecrets();
        });
        assertThat(lines).noneMatch(line -> line.contains(PLANTED));
    }

    private void withoutFilters(Runnable task) {
        var filters = List.copyOf(context.getTurboFilterList());
        context.resetTurboFilterList();
        try {
            task.run();
        } finally {
            context.resetTurboFilterList();
            filters.forEach(context::addTurboFilter);
        }
    }

    private void sendSecrets() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var credentials =
                StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(
                                "key", "Pl4nted-secret-key", "Pl4nted-session-token"));
        try (var cognito =
                        CognitoIdentityProviderClient.builder()
                                .endpointOverride(endpoint)
                                .region(Region.EU_CENTRAL_1)
                                .credentialsProvider(credentials)
                                .build();
                var secrets =
                        SecretsManagerClient.builder()
                                .endpointOverride(endpoint)
                                .region(Region.EU_CENTRAL_1)
                                .credentialsProvider(credentials)
                                .build();
                var sqs =
                        SqsClient.builder()
                                .endpointOverride(endpoint)
                                .region(Region.EU_CENTRAL_1)
                                .credentialsProvider(credentials)
                                .checksumValidationEnabled(false)
                                .build()) {
            signUp(cognito);
            secrets.getSecretValue(r -> r.secretId("s"));
            sqs.sendMessage(r -> r.queueUrl(endpoint + "/1/q").messageBody("Pl4nted-reply"));
            assertThat(sqs.receiveMessage(r -> r.queueUrl(endpoint + "/1/q")).messages())
                    .hasSize(1);
        }
    }

    private static void signUp(CognitoIdentityProviderClient cognito) {
        cognito.adminCreateUser(r ->
                r.userPoolId("pool_1")
                        .username("u")
                        .temporaryPassword("Pl4nted-temporary")
                        .clientMetadata(Map.of("a", "Pl4nted-metadata")));
        cognito.adminInitiateAuth(r ->
                r.userPoolId("pool_1")
                        .clientId("client")
                        .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "u", "PASSWORD", "Pl4nted-password")));
        cognito.adminRespondToAuthChallenge(r ->
                r.userPoolId("pool_1")
                        .clientId("client")
                        .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                        .session("Pl4nted-session")
                        .challengeResponses(
                                Map.of("USERNAME", "u", "NEW_PASSWORD", "Pl4nted-new")));
        assertThatThrownBy(() -> cognito.adminGetUser(r -> r.userPoolId("pool_1").username("u")))
                .isInstanceOf(SdkException.class);
        assertThatThrownBy(() ->
                        cognito.adminSetUserPassword(
                                r -> r.userPoolId("pool_1").username("u").password("Pl4nted-set")))
                .isInstanceOf(SdkException.class);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String answer = ANSWERS.get(target.substring(target.indexOf('.') + 1));
        byte[] body =
                (answer == null
                                ? "{\"__type\":\"InvalidPasswordException\",\"message\":\"Pl4nted\"}"
                                : answer)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("Set-Cookie", "Pl4nted-cookie");
        exchange.sendResponseHeaders(answer == null ? 400 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
