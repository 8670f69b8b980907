package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * One user of a pool. Reads and writes hold its monitor, so that calls on different users run in
 * parallel; only the first four members never change and need no monitor.
 */
final class StoredUser {
    enum Status {
        UNCONFIRMED,
        CONFIRMED,
        EXTERNAL_PROVIDER,
        RESET_REQUIRED,
        FORCE_CHANGE_PASSWORD
    }

    final long number;
    final String username;
    final String sub;
    final long created;

    final Map<String, String> attributes = new TreeMap<>();
    final Lockout lockout = new Lockout();
    Set<String> groups = Set.of();
    Deque<PasswordHash> history = new ArrayDeque<>(0);
    PasswordHash password;
    Status status = Status.FORCE_CHANGE_PASSWORD;
    boolean enabled = true;
    boolean deleted;
    boolean prefersSms;
    long modified;

    /** When the temporary password was set, in milliseconds since the epoch. */
    long temporarySince;

    /** Rises with every change of the password or the status: sessions from before are invalid. */
    int sessionEpoch;

    /** Rises when all refresh tokens are revoked at once. */
    int signOuts;

    StoredUser(long number, String username, String sub, long created, PasswordHash password) {
        this.number = number;
        this.username = username;
        this.sub = sub;
        this.created = created;
        this.modified = created;
        this.temporarySince = created;
        this.password = password;
    }

    static AwsError notFound() {
        return AwsError.of("UserNotFoundException", "User does not exist.");
    }

    /** Sets attributes; an empty value removes one. */
    void set(Map<String, String> given, long now) {
        given.forEach((name, value) -> {
            if (value.isEmpty()) {
                attributes.remove(name);
            } else {
                attributes.put(name, value);
            }
        });
        modified = now;
    }

    void status(Status next, long now) {
        status = next;
        sessionEpoch++;
        modified = now;
    }

    void join(String group) {
        Set<String> joined = new TreeSet<>(groups);
        joined.add(group);
        groups = joined;
    }

    void leave(String group) {
        Set<String> left = new TreeSet<>(groups);
        left.remove(group);
        groups = left;
    }

    /** Cognito's UserType, or the body of AdminGetUser, which names the attributes otherwise. */
    ObjectNode describe(String attributesMember) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.put("sub", sub);
        ObjectNode description = EmulatorJson.object().put("Username", username);
        description.set(attributesMember, EmulatorJson.pairs(all));
        description.set("UserCreateDate", EmulatorJson.seconds(created));
        description.set("UserLastModifiedDate", EmulatorJson.seconds(modified));
        return description.put("Enabled", enabled).put("UserStatus", status.name());
    }

    /** A text that differs whenever anything at all of the user does. */
    String snapshot() {
        return String.join(
                "\n",
                describe("Attributes").toString(),
                groups.toString(),
                password.fingerprint(),
                history.stream().map(PasswordHash::fingerprint).toList().toString(),
                lockout.toString(),
                "since " + temporarySince,
                "session epoch " + sessionEpoch,
                "sign-outs " + signOuts,
                "sms " + prefersSms);
    }
}
