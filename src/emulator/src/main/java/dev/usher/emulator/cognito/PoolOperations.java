package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The user pools of the account, and the operations on pools. */
final class PoolOperations {
    private static final List<String> SETTABLE =
            List.of(
                    "Policies",
                    "DeletionProtection",
                    "LambdaConfig",
                    "AutoVerifiedAttributes",
                    "VerificationMessageTemplate",
                    "UserAttributeUpdateSettings",
                    "DeviceConfiguration",
                    "EmailConfiguration",
                    "SmsConfiguration",
                    "UserPoolTags",
                    "AdminCreateUserConfig",
                    "UserPoolAddOns",
                    "AccountRecoverySetting",
                    "UserPoolTier");

    private static final List<String> FIXED =
            List.of("AliasAttributes", "UsernameAttributes", "UsernameConfiguration");

    private final Map<String, StoredPool> pools = new ConcurrentSkipListMap<>();
    private final InstantSource clock;
    private final String region;

    PoolOperations(InstantSource clock, String region) {
        this.clock = clock;
        this.region = region;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "CreateUserPool", this::create,
                "DescribeUserPool", in -> described(pool(in)),
                "UpdateUserPool", this::update,
                "DeleteUserPool", this::delete,
                "ListUserPools", this::list);
    }

    /**
     * The pool that a request names.
     *
     * @throws AwsError ResourceNotFoundException
     */
    StoredPool pool(OperationInput in) {
        return pool(in.text("UserPoolId", CognitoShapes.USER_POOL_ID));
    }

    StoredPool pool(String id) {
        StoredPool pool = pools.get(id);
        if (pool == null) {
            throw AwsError.notFound("User pool " + id + " does not exist.");
        }
        return pool;
    }

    /**
     * The client of this id in any pool, for the operations that name no pool.
     *
     * @throws AwsError ResourceNotFoundException
     */
    AppClient client(String id) {
        for (StoredPool pool : pools.values()) {
            AppClient client = pool.clients.get(id);
            if (client != null) {
                return client;
            }
        }
        throw AwsError.notFound("User pool client " + id + " does not exist.");
    }

    private ObjectNode create(OperationInput in) {
        String name = in.text("PoolName", CognitoShapes.POOL_NAME);
        String id =
                in.within("UserPoolTags")
                        .text(
                                Cognito.POOL_ID_TAG,
                                CognitoShapes.USER_POOL_ID,
                                region + "_" + RandomIds.letters(9));
        long now = clock.millis();
        ObjectNode description = EmulatorJson.object().put("Id", id).put("Name", name);
        description.put("Arn", "arn:aws:cognito-idp:" + region + ":000000000000:userpool/" + id);
        description.set("CreationDate", EmulatorJson.seconds(now));
        FIXED.forEach(member -> copy(in.json(), member, description));
        StoredPool pool = new StoredPool(id, now, in, settings(in, description, now));
        if (pools.putIfAbsent(id, pool) != null) {
            throw AwsError.invalidParameter("There is a user pool " + id + " already.");
        }
        return described(pool);
    }

    /** API_UpdateUserPool: what the request leaves out goes back to its default. */
    private ObjectNode update(OperationInput in) {
        StoredPool pool = pool(in);
        ObjectNode description = pool.settings.description().deepCopy();
        SETTABLE.forEach(description::remove);
        pool.settings = settings(in, description, clock.millis());
        return EmulatorJson.object();
    }

    private ObjectNode delete(OperationInput in) {
        StoredPool pool = pool(in);
        if (pool.settings.description().path("DeletionProtection").asString("").equals("ACTIVE")) {
            throw AwsError.invalidParameter(
                    "The user pool cannot be deleted because deletion protection is activated.");
        }
        pools.remove(pool.id);
        return EmulatorJson.object();
    }

    private ObjectNode list(OperationInput in) {
        int limit = in.number("MaxResults", 1, 60, 60);
        String after = in.text("NextToken", CognitoShapes.PAGE, "");
        List<StoredPool> page =
                pools.values().stream()
                        .filter(pool -> pool.id.compareTo(after) > 0)
                        .limit(limit)
                        .toList();
        ObjectNode answer = EmulatorJson.object();
        answer.set(
                "UserPools",
                EmulatorJson.nodes(page.stream().map(PoolOperations::summary).toList()));
        if (page.size() == limit) {
            answer.put("NextToken", page.getLast().id);
        }
        return answer;
    }

    private static StoredPool.Settings settings(
            OperationInput in, ObjectNode description, long now) {
        String mfa = in.text("MfaConfiguration", CognitoShapes.MFA_CONFIGURATION, "OFF");
        PasswordPolicy policy = PasswordPolicy.read(in);
        SETTABLE.forEach(member -> copy(in.json(), member, description));
        description.withObject("Policies").set("PasswordPolicy", policy.describe());
        description.withObject("LambdaConfig");
        ObjectNode invitation = description.withObject("AdminCreateUserConfig");
        invitation.put(
                "AllowAdminCreateUserOnly",
                invitation.path("AllowAdminCreateUserOnly").asBoolean(false));
        invitation.put("UnusedAccountValidityDays", policy.temporaryDays());
        if (!description.has("DeletionProtection")) {
            description.put("DeletionProtection", "INACTIVE");
        }
        if (!description.has("UserPoolTier")) {
            description.put("UserPoolTier", "ESSENTIALS");
        }
        description.put("MfaConfiguration", mfa);
        description.set("LastModifiedDate", EmulatorJson.seconds(now));
        return new StoredPool.Settings(policy, mfa.equals("ON"), description);
    }

    private static ObjectNode described(StoredPool pool) {
        ObjectNode answer = EmulatorJson.object();
        answer.set("UserPool", pool.describe());
        return answer;
    }

    private static ObjectNode summary(StoredPool pool) {
        ObjectNode description = pool.settings.description();
        ObjectNode summary = EmulatorJson.object();
        for (String member :
                List.of("Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate")) {
            copy(description, member, summary);
        }
        return summary;
    }

    private static void copy(JsonNode from, String member, ObjectNode to) {
        if (from.hasNonNull(member)) {
            to.set(member, from.get(member).deepCopy());
        }
    }
}
