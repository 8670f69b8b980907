package dev.usher.cognito;

import dev.usher.cognito.Calls.Answer;
import dev.usher.flow.Directory;
import dev.usher.flow.Fence;
import dev.usher.flow.PoolRules;
import dev.usher.flow.Refusal;
import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.TransientFault;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * The user pool over the AWS SDK, whose own retries must be off: the calls are tried again here.
 */
public final class CognitoDirectory implements Directory {
    private final CognitoIdentityProviderClient client;
    private final UserPool pool;
    private final ClientSecret clientSecret;
    private final Calls calls;
    private final PoolDescription description;
    private final Traffic traffic;
    private final Fence fence;

    public CognitoDirectory(
            CognitoIdentityProviderClient client,
            UserPool pool,
            ClientSecret clientSecret,
            Pace pace,
            MeterRegistry meters) {
        Probe probe = new Probe(client, pool, clientSecret);
        this.client = client;
        this.pool = pool;
        this.clientSecret = clientSecret;
        Calls.Doubts doubts = new Calls.Doubts(probe, new Outages(probe, pace.clock()));
        this.calls = new Calls(pace.pacers(), clientSecret, doubts, meters, pace.random());
        this.description = new PoolDescription(calls, probe, client, pool, pace.clock());
        this.traffic = Traffic.INTERACTIVE;
        this.fence = Fence.OPEN;
    }

    private CognitoDirectory(CognitoDirectory other, Traffic traffic, Fence fence) {
        this.client = other.client;
        this.pool = other.pool;
        this.clientSecret = other.clientSecret;
        this.calls = other.calls;
        this.description = other.description;
        this.traffic = traffic;
        this.fence = fence;
    }

    /**
     * Whether signing up works again after it had stopped, by calls that carry nothing of any
     * request and have no effect; if so, calls are let through again.
     */
    public boolean inOrder() {
        return calls.inOrder();
    }

    @Override
    public Directory behind(Fence closer) {
        return new CognitoDirectory(this, traffic, closer);
    }

    /** The same directory for the calls of one lane. */
    public CognitoDirectory inLane(Traffic lane) {
        return new CognitoDirectory(this, lane, fence);
    }

    /** Whether bulk traffic would find quota that interactive traffic leaves over. */
    public boolean roomForBulk() {
        return calls.roomForBulk();
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
        AdminCreateUserRequest.Builder request =
                AdminCreateUserRequest.builder()
                        .userPoolId(pool.poolId())
                        .username(user.username())
                        .temporaryPassword(user.temporaryPassword().reveal())
                        .userAttributes(Attributes.list(user.attributes()));
        if (!user.invite()) {
            request.messageAction(MessageActionType.SUPPRESS);
        }
        if (!user.clientMetadata().isEmpty()) {
            request.clientMetadata(user.clientMetadata());
        }
        return switch (call(
                Operation.ADMIN_CREATE_USER, () -> client.adminCreateUser(request.build()))) {
            case Answer.Done<AdminCreateUserResponse> done ->
                    new Creation.Created(Attributes.user(done.response().user()));
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
                Operation.ADMIN_GET_USER,
                () -> client.adminGetUser(r -> r.userPoolId(pool.poolId()).username(username)))) {
            case Answer.Done<AdminGetUserResponse> done ->
                    Optional.of(
                            new Found(
                                    new User(
                                            done.response().username(),
                                            Attributes.sub(done.response().userAttributes()),
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
                        Operation.ADMIN_INITIATE_AUTH,
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
                        Operation.ADMIN_RESPOND_TO_AUTH_CHALLENGE,
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
                        Operation.ADMIN_ADD_USER_TO_GROUP,
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
                        Operation.ADMIN_SET_USER_PASSWORD,
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
                                Operation.ADMIN_DELETE_USER,
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
                            Operation.GET_TOKENS_FROM_REFRESH_TOKEN,
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
                        Operation.REFRESH,
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

    private <R> Answer<R> call(Operation operation, Supplier<R> sdkCall) {
        return calls.call(operation, new Calls.Caller(fence, traffic), sdkCall);
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
