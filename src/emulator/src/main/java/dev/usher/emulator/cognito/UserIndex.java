package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The users of one pool, found by internal username, by alias or by sub. Changes hold this object's
 * monitor briefly, and never while they wait for a user's.
 */
final class UserIndex {
    private final Map<String, StoredUser> byUsername = new ConcurrentHashMap<>();
    private final Map<String, StoredUser> byAlias = new ConcurrentHashMap<>();
    private final Map<String, StoredUser> bySub = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, StoredUser> inOrder = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final boolean caseSensitive;
    private final boolean namedByAttribute;

    /**
     * No users yet.
     *
     * @param caseSensitive whether names that differ in case alone are different ones (API
     *     reference, UsernameConfigurationType: the default is true)
     * @param namedByAttribute whether the pool has username attributes, so that a taken address is
     *     a taken username
     */
    UserIndex(boolean caseSensitive, boolean namedByAttribute) {
        this.caseSensitive = caseSensitive;
        this.namedByAttribute = namedByAttribute;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** By internal username or any alias. */
    @Nullable StoredUser find(String name) {
        StoredUser user = byUsername.get(fold(name));
        if (user != null || byAlias.isEmpty()) {
            return user;
        }
        for (String attribute : List.of("email", "phone_number", "preferred_username")) {
            user = byAlias.get(alias(attribute, name));
            if (user != null) {
                return user;
            }
        }
        return null;
    }

    @Nullable StoredUser bySub(String sub) {
        return bySub.get(sub);
    }

    @Nullable StoredUser byUsername(String name) {
        return byUsername.get(fold(name));
    }

    boolean same(String one, String other) {
        return fold(one).equals(fold(other));
    }

    /**
     * Adds a user under its name and its aliases.
     *
     * @param aliases attribute to value
     * @param force whether aliases move here from the users that have them
     * @return those that lost an alias
     * @throws AwsError UsernameExistsException or AliasExistsException; nothing has changed then
     */
    synchronized Map<StoredUser, List<String>> add(
            StoredUser user, Map<String, String> aliases, boolean force) {
        if (byUsername.containsKey(fold(user.username))) {
            throw AwsError.of("UsernameExistsException", "User account already exists");
        }
        Map<StoredUser, List<String>> losers = new HashMap<>();
        aliases.forEach((attribute, value) -> {
            StoredUser owner = byAlias.get(alias(attribute, value));
            if (owner != null && namedByAttribute) {
                throw AwsError.of(
                        "UsernameExistsException",
                        "An account with the given " + attribute + " already exists.");
            }
            if (owner != null && !(force && !attribute.equals("preferred_username"))) {
                throw aliasExists(attribute);
            }
            if (owner != null) {
                losers.computeIfAbsent(owner, any -> new ArrayList<>()).add(attribute);
            }
        });
        aliases.forEach((attribute, value) -> byAlias.put(alias(attribute, value), user));
        bySub.put(user.sub, user);
        inOrder.put(user.number, user);
        byUsername.put(fold(user.username), user);
        return losers;
    }

    /**
     * Replaces a user's aliases.
     *
     * @throws AwsError AliasExistsException; nothing has changed then
     */
    synchronized void realias(
            StoredUser user, Map<String, String> before, Map<String, String> after) {
        after.forEach((attribute, value) -> {
            StoredUser owner = byAlias.get(alias(attribute, value));
            if (owner != null && owner != user) {
                throw aliasExists(attribute);
            }
        });
        before.forEach((attribute, value) -> byAlias.remove(alias(attribute, value), user));
        after.forEach((attribute, value) -> byAlias.put(alias(attribute, value), user));
    }

    synchronized void remove(StoredUser user, Map<String, String> aliases) {
        byUsername.remove(fold(user.username), user);
        bySub.remove(user.sub, user);
        inOrder.remove(user.number);
        aliases.forEach((attribute, value) -> byAlias.remove(alias(attribute, value), user));
    }

    /** Those that were made after the one with this number, oldest first. */
    Collection<StoredUser> after(long number) {
        return inOrder.tailMap(number, false).values();
    }

    int size() {
        return byUsername.size();
    }

    private String alias(String attribute, String value) {
        return attribute + ":" + fold(value);
    }

    private String fold(String name) {
        return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
    }

    private static AwsError aliasExists(String attribute) {
        return AwsError.of(
                "AliasExistsException", "An account with the " + attribute + " already exists.");
    }
}
