package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.RandomIds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The operations on app clients. */
final class AppClientOperations {
    /** API_CreateUserPoolClient: the flows of a client that names none. */
    private static final List<String> STANDARD_FLOWS =
            List.of("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH");

    private final PoolOperations pools;
    private final InstantSource clock;

    AppClientOperations(PoolOperations pools, InstantSource clock) {
        this.pools = pools;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "CreateUserPoolClient", this::create,
                "DescribeUserPoolClient", in -> described(client(in)),
                "DeleteUserPoolClient", this::delete,
                "ListUserPoolClients", this::list);
    }

    private AppClient client(OperationInput in) {
        return pools.pool(in).client(in.text("ClientId", CognitoShapes.CLIENT_ID));
    }

    private ObjectNode create(OperationInput in) {
        StoredPool pool = pools.pool(in);
        String id = id(pool);
        String name = in.text("ClientName", CognitoShapes.CLIENT_NAME);
        String secret = in.optional("ClientSecret", CognitoShapes.CLIENT_SECRET);
        if (secret == null && in.flag("GenerateSecret", false)) {
            secret = RandomIds.letters(51);
        }
        List<String> flows = in.texts("ExplicitAuthFlows", CognitoShapes.EXPLICIT_AUTH_FLOW);
        if (flows.isEmpty()) {
            flows = STANDARD_FLOWS;
        }
        checkFlows(flows);
        String existence =
                in.text("PreventUserExistenceErrors", CognitoShapes.EXISTENCE_ERRORS, "LEGACY");
        OperationInput rotation = in.within("RefreshTokenRotation");
        AppClient client =
                new AppClient(
                        id,
                        pool,
                        secret,
                        Set.copyOf(flows),
                        existence.equals("ENABLED"),
                        new AppClient.Rotation(
                                rotation.text("Feature", CognitoShapes.ON_OFF, "DISABLED")
                                        .equals("ENABLED"),
                                Duration.ofSeconds(
                                        rotation.number("RetryGracePeriodSeconds", 0, 60, 0))),
                        validity(in),
                        description(in, pool, id, name, secret, flows, existence));
        pool.clients.put(id, client);
        return described(client);
    }

    private static String id(StoredPool pool) {
        String asked =
                pool.settings
                        .description()
                        .path("UserPoolTags")
                        .path(Cognito.CLIENT_ID_TAG)
                        .asString("");
        return asked.isEmpty() || pool.clients.containsKey(asked) ? RandomIds.letters(26) : asked;
    }

    private ObjectNode delete(OperationInput in) {
        AppClient client = client(in);
        client.pool().clients.remove(client.id());
        return EmulatorJson.object();
    }

    private ObjectNode list(OperationInput in) {
        List<ObjectNode> clients =
                pools.pool(in).clients.values().stream()
                        .map(client ->
                                client.description()
                                        .deepCopy()
                                        .retain("ClientId", "ClientName", "UserPoolId"))
                        .toList();
        ObjectNode answer = EmulatorJson.object();
        answer.set("UserPoolClients", EmulatorJson.nodes(clients));
        return answer;
    }

    // API_CreateUserPoolClient, ExplicitAuthFlows: legacy values and ALLOW_ ones do not mix.
    private static void checkFlows(List<String> flows) {
        long modern = flows.stream().filter(flow -> flow.startsWith("ALLOW_")).count();
        if (modern != 0 && modern != flows.size()) {
            throw AwsError.invalidParameter(
                    "Legacy ExplicitAuthFlows values cannot be mixed with values that begin with"
                            + " ALLOW_.");
        }
    }

    // API_CreateUserPoolClient: an hour for access and ID tokens, 30 days for refresh tokens, three
    // minutes for sessions; numbers are hours and days unless TokenValidityUnits says otherwise.
    private static AppClient.Validity validity(OperationInput in) {
        OperationInput units = in.within("TokenValidityUnits");
        int refresh = in.number("RefreshTokenValidity", 0, 315_360_000, 0);
        return new AppClient.Validity(
                duration(
                        in.number("AccessTokenValidity", 1, 86_400, 1),
                        in.has("AccessTokenValidity")
                                ? units.text("AccessToken", CognitoShapes.TIME_UNIT, "hours")
                                : "hours"),
                duration(
                        in.number("IdTokenValidity", 1, 86_400, 1),
                        in.has("IdTokenValidity")
                                ? units.text("IdToken", CognitoShapes.TIME_UNIT, "hours")
                                : "hours"),
                refresh == 0
                        ? Duration.ofDays(30)
                        : duration(
                                refresh,
                                units.text("RefreshToken", CognitoShapes.TIME_UNIT, "days")),
                Duration.ofMinutes(in.number("AuthSessionValidity", 3, 15, 3)));
    }

    private static Duration duration(int number, String unit) {
        return switch (unit) {
            case "seconds" -> Duration.ofSeconds(number);
            case "minutes" -> Duration.ofMinutes(number);
            case "days" -> Duration.ofDays(number);
            default -> Duration.ofHours(number);
        };
    }

    private ObjectNode description(
            OperationInput in,
            StoredPool pool,
            String id,
            String name,
            @Nullable String secret,
            List<String> flows,
            String existence) {
        long now = clock.millis();
        ObjectNode description =
                EmulatorJson.object()
                        .put("UserPoolId", pool.id)
                        .put("ClientName", name)
                        .put("ClientId", id);
        if (secret != null) {
            description.put("ClientSecret", secret);
        }
        description.set("LastModifiedDate", EmulatorJson.seconds(now));
        description.set("CreationDate", EmulatorJson.seconds(now));
        for (String member :
                List.of(
                        "AccessTokenValidity",
                        "IdTokenValidity",
                        "TokenValidityUnits",
                        "ReadAttributes",
                        "WriteAttributes",
                        "SupportedIdentityProviders",
                        "RefreshTokenRotation")) {
            if (in.has(member)) {
                description.set(member, in.json().get(member).deepCopy());
            }
        }
        description.put(
                "RefreshTokenValidity", in.number("RefreshTokenValidity", 0, 315_360_000, 30));
        description.set("ExplicitAuthFlows", EmulatorJson.array(flows));
        description.put("PreventUserExistenceErrors", existence);
        description.put("AllowedOAuthFlowsUserPoolClient", false);
        description.put("EnableTokenRevocation", in.flag("EnableTokenRevocation", true));
        return description.put("AuthSessionValidity", in.number("AuthSessionValidity", 3, 15, 3));
    }

    private static ObjectNode described(AppClient client) {
        ObjectNode answer = EmulatorJson.object();
        answer.set("UserPoolClient", client.description().deepCopy());
        return answer;
    }
}
