package dev.usher.cognito;

import dev.usher.message.Secret;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * Makes a call of the same kind that carries nothing of any request and can have no effect, since
 * its user does not exist. If it fails as well, the setup is at fault, not the request.
 */
final class OutageProbe {
    /** Without these no sign-up works; the cheapest first. */
    private static final List<CognitoOperation> NEEDED =
            List.of(
                    CognitoOperation.ADMIN_GET_USER,
                    CognitoOperation.ADMIN_CREATE_USER,
                    CognitoOperation.ADMIN_INITIATE_AUTH,
                    CognitoOperation.ADMIN_RESPOND_TO_AUTH_CHALLENGE);

    /** The worker can do without these. */
    static final Set<CognitoOperation> DISPENSABLE =
            EnumSet.of(
                    CognitoOperation.DESCRIBE_USER_POOL,
                    CognitoOperation.DESCRIBE_USER_POOL_CLIENT);

    /** The fix for a client secret that Cognito does not accept. */
    static final String PUT_SECRET =
            "put the app client's secret as clientSecret into the secret of USHER_SECRET_ID";

    /** Short, since requests wait for the result. */
    private static final AwsRequestOverrideConfiguration SHORT_TIMEOUT =
            within(Duration.ofSeconds(2));

    /** A sign-in may call a trigger, which has five seconds. */
    private static final AwsRequestOverrideConfiguration LONG_TIMEOUT =
            within(Duration.ofSeconds(7));

    private final Set<CognitoOperation> failed = ConcurrentHashMap.newKeySet();
    private final CognitoIdentityProviderClient client;
    private final PoolIds pool;
    private final ClientSecret clientSecret;

    OutageProbe(CognitoIdentityProviderClient client, PoolIds pool, ClientSecret clientSecret) {
        this.client = client;
        this.pool = pool;
        this.clientSecret = clientSecret;
    }

    /** What a probe found. */
    enum Finding {
        /** Answered as it should be: the fault was the request's. */
        IN_ORDER,
        /** The quota is used up, which shows nothing else. */
        THROTTLED,
        /** Refused for a reason that every request would meet. */
        SET_UP,
        /** No answer, or a 5xx. */
        OUT
    }

    /**
     * Whether signing up works again, and every call that failed before, as far as calls without a
     * request can show.
     */
    boolean inOrder() {
        return Stream.concat(
                        NEEDED.stream(), failed.stream().filter(each -> !NEEDED.contains(each)))
                .map(this::look)
                .allMatch(found -> found == Finding.IN_ORDER || found == Finding.THROTTLED);
    }

    /**
     * What such a call met.
     *
     * @param code Cognito's, or why there is none; empty if Cognito shows that all is in order
     * @param fix what the operator would have to do; empty if it is not known
     * @param response null if Cognito answered with an error, even an expected one
     */
    record Look(
            Finding finding,
            String code,
            String fix,
            @Nullable CognitoIdentityProviderResponse response) {
        private static final Look IN_ORDER = new Look(Finding.IN_ORDER, "", "");

        Look(Finding finding, String code, String fix) {
            this(finding, code, fix, null);
        }
    }

    Finding look(CognitoOperation cognitoOperation) {
        return examine(cognitoOperation).finding();
    }

    Look examine(CognitoOperation cognitoOperation) {
        Look look = look(cognitoOperation, new HashSet<>());
        Finding finding = look.finding();
        if (finding == Finding.IN_ORDER
                || finding == Finding.THROTTLED
                || DISPENSABLE.contains(cognitoOperation)) {
            failed.remove(cognitoOperation);
        } else {
            failed.add(cognitoOperation);
        }
        return look;
    }

    /**
     * @param refused the versions of the client secret that were tried: only another version fixes
     *     a wrong one, and only this probe looks for it while polling is paused
     */
    private Look look(CognitoOperation cognitoOperation, Set<Secret> refused) {
        Optional<Secret> secret = clientSecret.current();
        try {
            return new Look(
                    Finding.IN_ORDER,
                    "",
                    "",
                    call(cognitoOperation, "usher-probe-" + UUID.randomUUID()));
        } catch (SdkException e) {
            return switch (CognitoErrors.read(e)) {
                case CognitoFault.Refused none -> Look.IN_ORDER;
                case CognitoFault.Transient fault ->
                        switch (fault.cause()) {
                            case OUTAGE -> new Look(Finding.OUT, fault.code(), "");
                            case QUOTA -> new Look(Finding.THROTTLED, fault.code(), "");
                            case UNKNOWN ->
                                    CognitoErrors.codeless(fault.code())
                                            ? new Look(Finding.IN_ORDER, fault.code(), "")
                                            : Look.IN_ORDER;
                        };
                case CognitoFault.WrongClientSecret(String code) -> {
                    secret.ifPresent(refused::add);
                    yield clientSecret.replace(refused)
                            ? look(cognitoOperation, refused)
                            : new Look(Finding.SET_UP, code, PUT_SECRET);
                }
                case CognitoFault.Suspect(String code, String fix) ->
                        ofOneRequest(cognitoOperation, code)
                                ? examine(CognitoOperation.ADMIN_GET_USER)
                                : new Look(Finding.SET_UP, code, fix);
            };
        }
    }

    /** About the group, or the flow, that one request wanted: no reason to stop everything. */
    private static boolean ofOneRequest(CognitoOperation cognitoOperation, String code) {
        return switch (cognitoOperation) {
            case ADMIN_ADD_USER_TO_GROUP -> code.equals("ResourceNotFoundException");
            case REFRESH, GET_TOKENS_FROM_REFRESH_TOKEN -> code.equals("InvalidParameterException");
            default -> false;
        };
    }

    private CognitoIdentityProviderResponse call(
            CognitoOperation cognitoOperation, String unknown) {
        return switch (cognitoOperation) {
            case ADMIN_CREATE_USER ->
                    client.adminCreateUser(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .username(unknown)
                                    .messageAction(MessageActionType.RESEND));
            case ADMIN_GET_USER ->
                    client.adminGetUser(r ->
                            r.overrideConfiguration(SHORT_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .username(unknown));
            case ADMIN_ADD_USER_TO_GROUP ->
                    client.adminAddUserToGroup(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .username(unknown)
                                    .groupName(unknown));
            case ADMIN_INITIATE_AUTH ->
                    client.adminInitiateAuth(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .clientId(pool.clientId())
                                    .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                                    .authParameters(
                                            parameters(
                                                    unknown,
                                                    Map.of(
                                                            "USERNAME",
                                                            unknown,
                                                            "PASSWORD",
                                                            unknown))));
            case REFRESH, GET_TOKENS_FROM_REFRESH_TOKEN ->
                    client.adminInitiateAuth(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .clientId(pool.clientId())
                                    .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                                    .authParameters(
                                            parameters(unknown, Map.of("REFRESH_TOKEN", unknown))));
            case ADMIN_RESPOND_TO_AUTH_CHALLENGE ->
                    client.adminRespondToAuthChallenge(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .clientId(pool.clientId())
                                    .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                                    .session(unknown)
                                    .challengeResponses(
                                            parameters(
                                                    unknown,
                                                    Map.of(
                                                            "USERNAME",
                                                            unknown,
                                                            "NEW_PASSWORD",
                                                            unknown))));
            case ADMIN_SET_USER_PASSWORD ->
                    client.adminSetUserPassword(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .username(unknown)
                                    .password(unknown));
            case ADMIN_DELETE_USER ->
                    client.adminDeleteUser(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .username(unknown));
            case DESCRIBE_USER_POOL ->
                    client.describeUserPool(
                            r -> r.overrideConfiguration(LONG_TIMEOUT).userPoolId(pool.poolId()));
            case DESCRIBE_USER_POOL_CLIENT ->
                    client.describeUserPoolClient(r ->
                            r.overrideConfiguration(LONG_TIMEOUT)
                                    .userPoolId(pool.poolId())
                                    .clientId(pool.clientId()));
        };
    }

    private Map<String, String> parameters(String username, Map<String, String> parameters) {
        return clientSecret.sign(username, parameters);
    }

    private static AwsRequestOverrideConfiguration within(Duration limit) {
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(limit).build();
    }
}
