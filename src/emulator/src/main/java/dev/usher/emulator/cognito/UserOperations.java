package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** The operations that read and change users, passwords apart. */
final class UserOperations {
    private final PoolOperations pools;
    private final InstantSource clock;

    UserOperations(PoolOperations pools, InstantSource clock) {
        this.pools = pools;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "AdminGetUser", this::read,
                "AdminDeleteUser", in -> change(in, this::delete),
                "AdminDisableUser", in -> change(in, (pool, user) -> enable(user, false)),
                "AdminEnableUser", in -> change(in, (pool, user) -> enable(user, true)),
                "AdminUpdateUserAttributes", this::update,
                "AdminSetUserMFAPreference", this::prefer,
                "AdminUserGlobalSignOut", in -> change(in, (pool, user) -> user.signOuts++));
    }

    /** Changes the user that a request names, under its monitor. */
    ObjectNode change(OperationInput in, BiConsumer<StoredPool, StoredUser> what) {
        StoredPool pool = pools.pool(in);
        StoredUser user = pool.user(in.text("Username", CognitoShapes.USERNAME));
        synchronized (user) {
            if (user.deleted) {
                throw StoredUser.notFound();
            }
            what.accept(pool, user);
        }
        return EmulatorJson.object();
    }

    private ObjectNode read(OperationInput in) {
        ObjectNode answer = EmulatorJson.object();
        change(
                in,
                (pool, user) -> {
                    answer.setAll(user.describe("UserAttributes"));
                    if (user.prefersSms) {
                        answer.put("PreferredMfaSetting", "SMS_MFA");
                        answer.set("UserMFASettingList", EmulatorJson.array(List.of("SMS_MFA")));
                    }
                });
        return answer;
    }

    private void delete(StoredPool pool, StoredUser user) {
        user.deleted = true;
        pool.users.remove(user, pool.aliases(user.attributes));
    }

    // API_AdminDisableUser: a disabled user's tokens are revoked, and stay revoked when it is
    // enabled again.
    private void enable(StoredUser user, boolean enabled) {
        user.enabled = enabled;
        user.modified = clock.millis();
        if (!enabled) {
            user.signOuts++;
        }
    }

    private ObjectNode update(OperationInput in) {
        Map<String, String> given =
                in.pairs(
                        "UserAttributes",
                        CognitoShapes.ATTRIBUTE_NAME,
                        CognitoShapes.ATTRIBUTE_VALUE);
        return change(
                in,
                (pool, user) -> {
                    pool.schema.check(given, false);
                    replace(pool, user, given, clock.millis());
                });
    }

    /**
     * Sets attributes and updates the aliases. A new address is unverified unless the same call
     * verifies it.
     *
     * @throws AwsError AliasExistsException; nothing has changed then
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html">AdminUpdateUserAttributes</a>
     */
    static void replace(StoredPool pool, StoredUser user, Map<String, String> given, long now) {
        Map<String, String> all = new LinkedHashMap<>(given);
        for (String name : List.of("email", "phone_number")) {
            if (given.containsKey(name) && user.attributes.containsKey(name + "_verified")) {
                all.putIfAbsent(name + "_verified", "false");
            }
        }
        Map<String, String> after = new LinkedHashMap<>(user.attributes);
        all.forEach((name, value) -> {
            if (value.isEmpty()) {
                after.remove(name);
            } else {
                after.put(name, value);
            }
        });
        pool.users.realias(user, pool.aliases(user.attributes), pool.aliases(after));
        user.set(all, now);
    }

    private ObjectNode prefer(OperationInput in) {
        OperationInput sms = in.within("SMSMfaSettings");
        boolean wanted = sms.flag("Enabled", false) && sms.flag("PreferredMfa", false);
        return change(
                in,
                (pool, user) -> {
                    if (wanted && !user.attributes.containsKey("phone_number")) {
                        throw AwsError.invalidParameter(
                                "User does not have delivery config set to turn on SMS_MFA");
                    }
                    user.prefersSms = wanted;
                });
    }
}
