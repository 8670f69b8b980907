package dev.usher.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** An embedded AWS with the SDK's own clients pointed at it, and the calls that tests repeat. */
public final class Aws implements AutoCloseable {
    public static final String TEMPORARY = "Temp-orary1";
    public static final String PASSWORD = "Right-Pass1";

    private static final AtomicInteger NAMES = new AtomicInteger();

    public final SettableClock clock = new SettableClock();
    public final EmbeddedAws embedded;
    public final CognitoIdentityProviderClient cognito;

    public Aws() {
        this(options -> options.withQuotas(false));
    }

    public Aws(UnaryOperator<Options> change) {
        embedded = EmbeddedAws.start(change.apply(Options.standard().withClock(clock)));
        cognito = point(CognitoIdentityProviderClient.builder(), embedded.endpoint());
    }

    public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C point(
            B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(
                        Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .overrideConfiguration(
                        config -> config.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    public static String name() {
        return "user" + NAMES.incrementAndGet();
    }

    public String pool(Consumer<CreateUserPoolRequest.Builder> change) {
        return cognito.createUserPool(
                        request -> {
                            request.poolName("people");
                            change.accept(request);
                        })
                .userPool()
                .id();
    }

    public UserPoolClientType client(
            String pool, Consumer<CreateUserPoolClientRequest.Builder> change) {
        return cognito.createUserPoolClient(
                        request -> {
                            request.userPoolId(pool)
                                    .clientName("worker")
                                    .explicitAuthFlows(
                                            ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                            ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
                            change.accept(request);
                        })
                .userPoolClient();
    }

    /** Makes a user without an invitation; attributes in pairs. */
    public String create(String pool, String name, String... attributes) {
        AttributeType[] pairs = new AttributeType[attributes.length / 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] =
                    AttributeType.builder()
                            .name(attributes[2 * i])
                            .value(attributes[2 * i + 1])
                            .build();
        }
        return cognito.adminCreateUser(request ->
                        request.userPoolId(pool)
                                .username(name)
                                .temporaryPassword(TEMPORARY)
                                .messageAction("SUPPRESS")
                                .userAttributes(pairs))
                .user()
                .username();
    }

    /** A user that is CONFIRMED with {@link #PASSWORD}. */
    public String confirmed(String pool, String... attributes) {
        String name = create(pool, name(), attributes);
        cognito.adminSetUserPassword(request ->
                request.userPoolId(pool).username(name).password(PASSWORD).permanent(true));
        return name;
    }

    public AdminInitiateAuthResponse signIn(
            UserPoolClientType client, String name, String password) {
        return signIn(client, name, password, name);
    }

    public AdminInitiateAuthResponse signIn(
            UserPoolClientType client, String name, String password, String hashed) {
        Map<String, String> parameters = new HashMap<>(hash(client, hashed));
        parameters.put("USERNAME", name);
        parameters.put("PASSWORD", password);
        return initiate(client, AuthFlowType.ADMIN_USER_PASSWORD_AUTH, parameters);
    }

    public AdminInitiateAuthResponse initiate(
            UserPoolClientType client, AuthFlowType flow, Map<String, String> parameters) {
        return cognito.adminInitiateAuth(request ->
                request.userPoolId(client.userPoolId())
                        .clientId(client.clientId())
                        .authFlow(flow)
                        .authParameters(parameters));
    }

    public AdminInitiateAuthResponse refresh(
            UserPoolClientType client, String token, String hashed) {
        Map<String, String> parameters = new HashMap<>(hash(client, hashed));
        parameters.put("REFRESH_TOKEN", token);
        return initiate(client, AuthFlowType.REFRESH_TOKEN_AUTH, parameters);
    }

    public AdminRespondToAuthChallengeResponse respond(
            UserPoolClientType client, String challenge, String session, String... answers) {
        Map<String, String> responses = new HashMap<>();
        for (int i = 0; i < answers.length; i += 2) {
            responses.put(answers[i], answers[i + 1]);
        }
        hash(client, responses.getOrDefault("USERNAME", "")).forEach(responses::putIfAbsent);
        return cognito.adminRespondToAuthChallenge(request ->
                request.userPoolId(client.userPoolId())
                        .clientId(client.clientId())
                        .challengeName(challenge)
                        .session(session)
                        .challengeResponses(responses));
    }

    public AdminRespondToAuthChallengeResponse newPassword(
            UserPoolClientType client, String session, String name, String password) {
        return respond(
                client,
                "NEW_PASSWORD_REQUIRED",
                session,
                "USERNAME",
                name,
                "NEW_PASSWORD",
                password);
    }

    public static Map<String, String> hash(UserPoolClientType client, String username) {
        if (client.clientSecret() == null) {
            return Map.of();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            client.clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] hash =
                    mac.doFinal((username + client.clientId()).getBytes(StandardCharsets.UTF_8));
            return Map.of("SECRET_HASH", Base64.getEncoder().encodeToString(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds that a call is refused with this code, and that the message says this. */
    public static void refused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refusal -> {
                            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(refusal.awsErrorDetails().errorMessage()).contains(message);
                            assertThat(refusal.statusCode()).isEqualTo(400);
                            assertThat(refusal.requestId()).isNotEmpty();
                        });
    }

    @Override
    public void close() {
        cognito.close();
        embedded.close();
    }
}
