package dev.usher.cognito;

import dev.usher.cognito.CognitoCalls.Answer;
import dev.usher.flow.Fence;
import dev.usher.flow.PoolRules;
import dev.usher.flow.Refusal;
import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.TransientFault;
import dev.usher.flow.UserPool;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * The user pool over the AWS SDK, whose own retries must be off: the calls are tried again here.
 */
public final class CognitoUserPool implements UserPool {
    private final CognitoIdentityProviderClient client;
    private final PoolIds pool;
    private final ClientSecret clientSecret;
    private final CognitoCalls cognitoCalls;
    private final PoolDescription description;
    private final TrafficClass trafficClass;
    private final Fence fence;

    public CognitoUserPool(
            CognitoIdentityProviderClient client,
            PoolIds pool,
            ClientSecret clientSecret,
            PacerConfig pacerConfig,
            MeterRegistry meters) {
        OutageProbe outageProbe = new OutageProbe(client, pool, clientSecret);
        this.client = client;
        this.pool = pool;
        this.clientSecret = clientSecret;
        CognitoCalls.Doubts doubts =
                new CognitoCalls.Doubts(
                        outageProbe, new OutageDetector(outageProbe, pacerConfig.clock()));
        this.cognitoCalls =
                new CognitoCalls(
                        pacerConfig.pacers(), clientSecret, doubts, meters, pacerConfig.random());
        this.description =
                new PoolDescription(cognitoCalls, outageProbe, client, pool, pacerConfig.clock());
        this.trafficClass = TrafficClass.INTERACTIVE;
        this.fence = Fence.OPEN;
    }

    private CognitoUserPool(CognitoUserPool other, TrafficClass trafficClass, Fence fence) {
        this.client = other.client;
        this.pool = other.pool;
        this.clientSecret = other.clientSecret;
        this.cognitoCalls = other.cognitoCalls;
        this.description = other.description;
        this.trafficClass = trafficClass;
        this.fence = fence;
    }

    /** Whether calls without content of a request or effect succeed; if so, calls resume. */
    public boolean inOrder() {
        return cognitoCalls.inOrder();
    }

    @Override
    public UserPool behind(Fence closer) {
        return new CognitoUserPool(this, trafficClass, closer);
    }

    /** The same user pool for the calls of one lane. */
    public CognitoUserPool inLane(TrafficClass lane) {
        return new CognitoUserPool(this, lane, fence);
    }

    /** Whether bulk traffic would find quota that interactive traffic leaves over. */
    public boolean roomForBulk() {
        return cognitoCalls.roomForBulk();
    }

    @Override
    public String pool() {
        return pool.poolId();
    }

    @Override
    public PoolRules rules() {
        return description.rules(fence);
    }

    @Override
    public boolean rotatesRefreshTokens() {
        return description.rotates(fence);
    }

    @Override
    public Creation create(NewUser user) {
        return switch (call(
                CognitoOperation.ADMIN_CREATE_USER,
                () ->
                        client.adminCreateUser(r ->
                                r.userPoolId(pool.poolId())
                                        .username(user.username())
                                        .temporaryPassword(user.temporaryPassword().reveal())
                                        .userAttributes(UserAttributes.list(user.attributes()))
                                        .messageAction(
                                                user.invite() ? null : MessageActionType.SUPPRESS)
                                        .clientMetadata(orNone(user.clientMetadata()))))) {
            case Answer.Done<AdminCreateUserResponse> done ->
                    new Creation.Created(UserAttributes.user(done.response().user()));
            case Answer.Refused<AdminCreateUserResponse> refused ->
                    refused(refused.refusal(), refused.unclear());
        };
    }

    private Creation refused(Refusal refusal, boolean unclear) {
        return switch (refusal.kind()) {
            case USERNAME_EXISTS, ALIAS_EXISTS -> new Creation.Taken(refusal, unclear);
            case DELIVERY_FAILED -> new Creation.Undelivered(refusal);
            default -> {
                if (refusal.kind() == Kind.INVALID_PASSWORD) {
                    description.forget();
                }
                yield new Creation.Refused(refusal, unclear);
            }
        };
    }

    @Override
    public Optional<Found> find(String username) {
        return switch (call(
                CognitoOperation.ADMIN_GET_USER,
                () -> client.adminGetUser(r -> r.userPoolId(pool.poolId()).username(username)))) {
            case Answer.Done<AdminGetUserResponse> done ->
                    Optional.of(
                            new Found(
                                    new User(
                                            done.response().username(),
                                            UserAttributes.sub(done.response().userAttributes()),
                                            done.response().userStatusAsString()),
                                    done.response().userCreateDate(),
                                    !Boolean.FALSE.equals(done.response().enabled())));
            case Answer.Refused<AdminGetUserResponse> refused -> {
                if (refused.refusal().kind() == Kind.USER_NOT_FOUND) {
                    yield Optional.empty();
                }
                throw new TransientFault(refused.refusal().cognitoError(), false);
            }
        };
    }

    @Override
    public Step signIn(String username, Secret password, Map<String, String> clientMetadata) {
        return SignInAnswers.initiated(
                username,
                call(
                        CognitoOperation.ADMIN_INITIATE_AUTH,
                        () ->
                                client.adminInitiateAuth(r ->
                                        r.userPoolId(pool.poolId())
                                                .clientId(pool.clientId())
                                                .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                                                .authParameters(
                                                        clientSecret.sign(
                                                                username,
                                                                Map.of(
                                                                        "USERNAME",
                                                                        username,
                                                                        "PASSWORD",
                                                                        password.reveal())))
                                                .clientMetadata(orNone(clientMetadata)))));
    }

    @Override
    public Step setNewPassword(
            Step.Asked question, Secret newPassword, Map<String, String> clientMetadata) {
        String username = question.username();
        Secret session = question.challenge().session();
        return SignInAnswers.responded(
                username,
                call(
                        CognitoOperation.ADMIN_RESPOND_TO_AUTH_CHALLENGE,
                        () ->
                                client.adminRespondToAuthChallenge(r ->
                                        r.userPoolId(pool.poolId())
                                                .clientId(pool.clientId())
                                                .challengeName(
                                                        ChallengeNameType.NEW_PASSWORD_REQUIRED)
                                                .session(session == null ? null : session.reveal())
                                                .challengeResponses(
                                                        clientSecret.sign(
                                                                username,
                                                                Map.of(
                                                                        "USERNAME",
                                                                        username,
                                                                        "NEW_PASSWORD",
                                                                        newPassword.reveal())))
                                                .clientMetadata(orNone(clientMetadata)))));
    }

    @Override
    public Optional<Refusal> addToGroup(String username, String group) {
        return refusal(
                call(
                        CognitoOperation.ADMIN_ADD_USER_TO_GROUP,
                        () ->
                                client.adminAddUserToGroup(r ->
                                        r.userPoolId(pool.poolId())
                                                .username(username)
                                                .groupName(group))));
    }

    @Override
    public Optional<Refusal> setTemporaryPassword(String username, Secret temporaryPassword) {
        return refusal(
                call(
                        CognitoOperation.ADMIN_SET_USER_PASSWORD,
                        () ->
                                client.adminSetUserPassword(r ->
                                        r.userPoolId(pool.poolId())
                                                .username(username)
                                                .password(temporaryPassword.reveal())
                                                .permanent(false))));
    }

    @Override
    public void delete(String username) {
        refusal(
                        call(
                                CognitoOperation.ADMIN_DELETE_USER,
                                () ->
                                        client.adminDeleteUser(r ->
                                                r.userPoolId(pool.poolId()).username(username))))
                .filter(refusal -> refusal.kind() != Kind.USER_NOT_FOUND)
                .ifPresent(refusal -> {
                    throw new TransientFault(refusal.cognitoError(), false);
                });
    }

    @Override
    public Step refresh(String username, Secret refreshToken, Map<String, String> clientMetadata) {
        if (rotatesRefreshTokens()) {
            return SignInAnswers.refreshed(
                    username,
                    call(
                            CognitoOperation.GET_TOKENS_FROM_REFRESH_TOKEN,
                            () ->
                                    client.getTokensFromRefreshToken(r ->
                                            r.clientId(pool.clientId())
                                                    .refreshToken(refreshToken.reveal())
                                                    .clientSecret(
                                                            clientSecret
                                                                    .current()
                                                                    .map(Secret::reveal)
                                                                    .orElse(null))
                                                    .clientMetadata(orNone(clientMetadata)))));
        }
        return SignInAnswers.initiated(
                username,
                call(
                        CognitoOperation.REFRESH,
                        () ->
                                client.adminInitiateAuth(r ->
                                        r.userPoolId(pool.poolId())
                                                .clientId(pool.clientId())
                                                .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                                                .authParameters(
                                                        clientSecret.sign(
                                                                username,
                                                                Map.of(
                                                                        "REFRESH_TOKEN",
                                                                        refreshToken.reveal())))
                                                .clientMetadata(orNone(clientMetadata)))));
    }

    private <R> Answer<R> call(CognitoOperation cognitoOperation, Supplier<R> sdkCall) {
        return cognitoCalls.call(
                cognitoOperation, new CognitoCalls.Caller(fence, trafficClass), sdkCall);
    }

    private static Optional<Refusal> refusal(Answer<?> answer) {
        return switch (answer) {
            case Answer.Done<?> done -> Optional.empty();
            case Answer.Refused<?> refused -> Optional.of(refused.refusal());
        };
    }

    /** An empty map is sent as one; none at all is not. */
    private static @Nullable Map<String, String> orNone(Map<String, String> metadata) {
        return metadata.isEmpty() ? null : metadata;
    }
}
