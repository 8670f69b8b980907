package dev.usher.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * An emulator of AWS Secrets Manager: secrets, their versions and staging labels. No encryption, no
 * rotation functions, no replicas.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/">API reference</a>
 */
public final class SecretsManager {
    private final Map<String, StoredSecret> secrets = new ConcurrentSkipListMap<>();
    private final InstantSource clock;
    private final String region;

    SecretsManager(InstantSource clock, String region) {
        this.clock = clock;
        this.region = region;
    }

    /**
     * Calls an operation without a socket in between.
     *
     * @throws AwsError if Secrets Manager would refuse
     */
    public ObjectNode call(String operation, JsonNode input) {
        Input in = new Input(input);
        return switch (operation) {
            case "CreateSecret" -> create(in);
            case "GetSecretValue" -> read(in);
            case "PutSecretValue" -> put(in, in.texts("VersionStages", Shape.SECRET_STAGE));
            case "UpdateSecret" -> update(in);
            case "DescribeSecret" -> find(in).description("VersionIdsToStages");
            case "DeleteSecret" -> delete(in);
            case "ListSecrets" -> list();
            default -> throw AwsError.of("UnknownOperationException", "");
        };
    }

    /** Makes a secret, or puts a new current version into the one that is there. */
    public void store(String name, String text) {
        ObjectNode input = Json.object().put("SecretString", text);
        if (secrets.containsKey(name)) {
            call("PutSecretValue", input.put("SecretId", name));
        } else {
            call("CreateSecret", input.put("Name", name));
        }
    }

    private ObjectNode create(Input in) {
        String name = in.text("Name", Shape.SECRET_NAME);
        String arn =
                "arn:aws:secretsmanager:"
                        + region
                        + ":000000000000:secret:"
                        + name
                        + "-"
                        + Ids.letters(6);
        StoredSecret secret =
                new StoredSecret(
                        name, arn, in.text("Description", Shape.DESCRIPTION, ""), clock.millis());
        ObjectNode answer = named(secret);
        if (hasValue(in)) {
            SecretVersion version = version(in, List.of());
            secret.put(version);
            answer.put("VersionId", version.id());
        }
        if (secrets.putIfAbsent(name, secret) != null) {
            throw AwsError.of(
                    "ResourceExistsException",
                    "The operation failed because the secret " + name + " already exists.");
        }
        return answer;
    }

    private ObjectNode read(Input in) {
        StoredSecret secret = find(in);
        String id = in.optional("VersionId", Shape.SECRET_VERSION);
        String stage = in.optional("VersionStage", Shape.SECRET_STAGE);
        SecretVersion version = secret.version(id, stage);
        if (version == null) {
            throw AwsError.notFound(
                    "Secrets Manager can't find the specified secret value for "
                            + (id == null
                                    ? "staging label: " + (stage == null ? "AWSCURRENT" : stage)
                                    : "VersionId: " + id));
        }
        ObjectNode answer = named(secret).put("VersionId", version.id());
        if (version.text() != null) {
            answer.put("SecretString", version.text());
        }
        if (version.binary() != null) {
            answer.put("SecretBinary", version.binary());
        }
        answer.set("VersionStages", Json.array(version.stages()));
        answer.set("CreatedDate", Json.seconds(version.created()));
        return answer;
    }

    private ObjectNode put(Input in, List<String> stages) {
        StoredSecret secret = find(in);
        if (!hasValue(in)) {
            throw AwsError.of(
                    "InvalidRequestException", "You must provide SecretString or SecretBinary.");
        }
        SecretVersion version = version(in, stages);
        secret.put(version);
        ObjectNode answer = named(secret).put("VersionId", version.id());
        answer.set("VersionStages", Json.array(version.stages()));
        return answer;
    }

    private ObjectNode update(Input in) {
        StoredSecret secret = find(in);
        String description = in.optional("Description", Shape.DESCRIPTION);
        if (description != null) {
            secret.describe(description, clock.millis());
        }
        return hasValue(in) ? put(in, List.of()) : named(secret);
    }

    private ObjectNode delete(Input in) {
        StoredSecret secret = find(in);
        secrets.remove(secret.name);
        ObjectNode answer = named(secret);
        // It is gone at once: no recovery window here.
        answer.set("DeletionDate", Json.seconds(clock.millis()));
        return answer;
    }

    private ObjectNode list() {
        ObjectNode answer = Json.object();
        answer.set(
                "SecretList",
                Json.nodes(
                        secrets.values().stream()
                                .map(secret -> secret.description("SecretVersionsToStages"))
                                .toList()));
        return answer;
    }

    private SecretVersion version(Input in, List<String> stages) {
        @Nullable String id = in.optional("ClientRequestToken", Shape.SECRET_VERSION);
        return new SecretVersion(
                id == null ? Ids.letters(32) : id,
                in.optional("SecretString", Shape.SECRET_STRING),
                in.optional("SecretBinary", Shape.TEXT),
                clock.millis(),
                stages.isEmpty() ? Set.of("AWSCURRENT") : Set.copyOf(stages));
    }

    /** By name, ARN, or ARN without its random end. */
    private StoredSecret find(Input in) {
        String id = in.text("SecretId", Shape.SECRET_ID);
        StoredSecret named = secrets.get(id);
        if (named != null) {
            return named;
        }
        for (StoredSecret secret : secrets.values()) {
            if (secret.arn.equals(id)
                    || secret.arn.substring(0, secret.arn.length() - 7).equals(id)) {
                return secret;
            }
        }
        throw AwsError.notFound("Secrets Manager can't find the specified secret.");
    }

    private static boolean hasValue(Input in) {
        return in.has("SecretString") || in.has("SecretBinary");
    }

    private static ObjectNode named(StoredSecret secret) {
        return Json.object().put("ARN", secret.arn).put("Name", secret.name);
    }
}
