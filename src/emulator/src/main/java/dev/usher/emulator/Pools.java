package dev.usher.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The user pools of the account, and the operations on pools as such. */
final class Pools {
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

    /** A tag that asks for an id, so that settings can be written beforehand; not so on AWS. */
    static final String ID_TAG = "_custom_id_";

    /** The same for the first client of the pool. */
    static final String CLIENT_ID_TAG = "_custom_client_id_";

    private static final List<String> FIXED =
            List.of("AliasAttributes", "UsernameAttributes", "UsernameConfiguration");

    private final Map<String, Pool> pools = new ConcurrentSkipListMap<>();
    private final InstantSource clock;
    private final String region;

    Pools(InstantSource clock, String region) {
        this.clock = clock;
        this.region = region;
    }

    Map<String, Operation> operations() {
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
    Pool pool(Input in) {
        return pool(in.text("UserPoolId", Shape.USER_POOL_ID));
    }

    Pool pool(String id) {
        Pool pool = pools.get(id);
        if (pool == null) {
            throw AwsError.notFound("User pool " + id + " does not exist.");
        }
        return pool;
    }

    /**
     * The client of this id in whichever pool, for the operations that name no pool.
     *
     * @throws AwsError ResourceNotFoundException
     */
    AppClient client(String id) {
        for (Pool pool : pools.values()) {
            AppClient client = pool.clients.get(id);
            if (client != null) {
                return client;
            }
        }
        throw AwsError.notFound("User pool client " + id + " does not exist.");
    }

    private ObjectNode create(Input in) {
        String name = in.text("PoolName", Shape.POOL_NAME);
        String id =
                in.within("UserPoolTags")
                        .text(ID_TAG, Shape.USER_POOL_ID, region + "_" + Ids.letters(9));
        long now = clock.millis();
        ObjectNode description = Json.object().put("Id", id).put("Name", name);
        description.put("Arn", "arn:aws:cognito-idp:" + region + ":000000000000:userpool/" + id);
        description.set("CreationDate", Json.seconds(now));
        FIXED.forEach(member -> copy(in.json(), member, description));
        Pool pool = new Pool(id, now, in, settings(in, description, now));
        if (pools.putIfAbsent(id, pool) != null) {
            throw AwsError.invalidParameter("There is a user pool " + id + " already.");
        }
        return described(pool);
    }

    /** API_UpdateUserPool: what the request leaves out goes back to its default. */
    private ObjectNode update(Input in) {
        Pool pool = pool(in);
        ObjectNode description = pool.settings.description().deepCopy();
        SETTABLE.forEach(description::remove);
        pool.settings = settings(in, description, clock.millis());
        return Json.object();
    }

    private ObjectNode delete(Input in) {
        Pool pool = pool(in);
        if (pool.settings.description().path("DeletionProtection").asText().equals("ACTIVE")) {
            throw AwsError.invalidParameter(
                    "The user pool cannot be deleted because deletion protection is activated.");
        }
        pools.remove(pool.id);
        return Json.object();
    }

    private ObjectNode list(Input in) {
        int limit = in.number("MaxResults", 1, 60, 60);
        String after = in.text("NextToken", Shape.PAGE, "");
        List<Pool> page =
                pools.values().stream()
                        .filter(pool -> pool.id.compareTo(after) > 0)
                        .limit(limit)
                        .toList();
        ObjectNode answer = Json.object();
        answer.set("UserPools", Json.nodes(page.stream().map(Pools::summary).toList()));
        if (page.size() == limit) {
            answer.put("NextToken", page.getLast().id);
        }
        return answer;
    }

    private static Pool.Settings settings(Input in, ObjectNode description, long now) {
        String mfa = in.text("MfaConfiguration", Shape.MFA_CONFIGURATION, "OFF");
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
        description.set("LastModifiedDate", Json.seconds(now));
        return new Pool.Settings(policy, mfa.equals("ON"), description);
    }

    private static ObjectNode described(Pool pool) {
        ObjectNode answer = Json.object();
        answer.set("UserPool", pool.describe());
        return answer;
    }

    private static ObjectNode summary(Pool pool) {
        ObjectNode description = pool.settings.description();
        ObjectNode summary = Json.object();
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
