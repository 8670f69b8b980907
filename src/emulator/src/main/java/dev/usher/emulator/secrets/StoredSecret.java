package dev.usher.emulator.secrets;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One secret and its versions; every call holds its monitor.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#term_version">Secret
 *     versions and staging labels</a>
 */
final class StoredSecret {
    private static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    final String name;
    final String arn;
    final long created;

    private final Map<String, SecretVersion> versions = new LinkedHashMap<>();
    private String description;
    private long changed;

    StoredSecret(String name, String arn, String description, long created) {
        this.name = name;
        this.arn = arn;
        this.description = description;
        this.created = created;
        this.changed = created;
    }

    synchronized void describe(String text, long now) {
        description = text;
        changed = now;
    }

    /**
     * Adds a version. With AWSCURRENT among its stages, the current version becomes the previous
     * one.
     *
     * @throws AwsError ResourceExistsException if another version has its id
     */
    synchronized void put(SecretVersion version) {
        SecretVersion same = versions.get(version.id());
        if (same != null && !sameValue(same, version)) {
            throw AwsError.of(
                    "ResourceExistsException",
                    "You can't use ClientRequestToken because that value is already in use for a"
                            + " version of this secret.");
        }
        if (same != null) {
            return;
        }
        SecretVersion current = find(CURRENT);
        for (String stage : version.stages()) {
            versions.replaceAll((id, other) -> other.without(stage));
        }
        if (version.stages().contains(CURRENT) && current != null) {
            versions.replaceAll((id, other) -> other.without(PREVIOUS));
            versions.computeIfPresent(
                    current.id(), (id, other) -> other.without(CURRENT).with(PREVIOUS));
        }
        versions.values().removeIf(other -> other.stages().isEmpty());
        versions.put(version.id(), version);
        changed = version.created();
    }

    /** The version with this id and this stage, each unless null; null if there is none. */
    synchronized @Nullable SecretVersion version(@Nullable String id, @Nullable String stage) {
        if (id == null) {
            return find(stage == null ? CURRENT : stage);
        }
        SecretVersion version = versions.get(id);
        return version == null || (stage != null && !version.stages().contains(stage))
                ? null
                : version;
    }

    /** As DescribeSecret and ListSecrets answer, which name the versions differently. */
    synchronized ObjectNode description(String versionsMember) {
        ObjectNode answer = EmulatorJson.object().put("ARN", arn).put("Name", name);
        if (!description.isEmpty()) {
            answer.put("Description", description);
        }
        answer.set("CreatedDate", EmulatorJson.seconds(created));
        answer.set("LastChangedDate", EmulatorJson.seconds(changed));
        ObjectNode stages = answer.putObject(versionsMember);
        versions.forEach((id, version) -> stages.set(id, EmulatorJson.array(version.stages())));
        return answer;
    }

    private @Nullable SecretVersion find(String stage) {
        for (SecretVersion version : versions.values()) {
            if (version.stages().contains(stage)) {
                return version;
            }
        }
        return null;
    }

    private static boolean sameValue(SecretVersion one, SecretVersion other) {
        return Objects.equals(one.text(), other.text())
                && Objects.equals(one.binary(), other.binary());
    }
}
