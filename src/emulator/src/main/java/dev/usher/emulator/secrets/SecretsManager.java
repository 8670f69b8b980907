package dev.usher.emulator.secrets;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.AwsService;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An emulator of AWS Secrets Manager: secrets, their versions and staging labels. No encryption, no
 * rotation functions, no replicas.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/">API reference</a>
 */
public final class SecretsManager implements AwsService {
    /** What X-Amz-Target has before the dot. */
    public static final String TARGET = "secretsmanager";

    private final Map<String, StoredSecret> secrets = new ConcurrentSkipListMap<>();
    private final Map<String, AwsOperation> operations =
            Map.of(
                    "CreateSecret", this::create,
                    "GetSecretValue", this::read,
                    "PutSecretValue", in -> put(in, in.texts("VersionStages", SecretShapes.STAGE)),
                    "UpdateSecret", this::update,
                    "DescribeSecret", in -> find(in).description("VersionIdsToStages"),
                    "DeleteSecret", this::delete,
                    "ListSecrets", in -> list());
    private final InstantSource clock;
    private final String region;

    public SecretsManager(InstantSource clock, String region) {
        this.clock = clock;
        this.region = region;
    }

    @Override
    public String name() {
        return "secretsmanager";
    }

    @Override
    public boolean has(String operation) {
        return operations.containsKey(operation);
    }

    @Override
    public ObjectNode call(String operation, JsonNode input) {
        AwsOperation known = operations.get(operation);
        if (known == null) {
            throw AwsError.unknownOperation(name(), operation);
        }
        return known.answer(new OperationInput(input));
    }

    /** Creates a secret, or adds a current version to the existing one. */
    public void store(String name, String text) {
        ObjectNode input = EmulatorJson.object().put("SecretString", text);
        if (secrets.containsKey(name)) {
            call("PutSecretValue", input.put("SecretId", name));
        } else {
            call("CreateSecret", input.put("Name", name));
        }
    }

    private ObjectNode create(OperationInput in) {
        String name = in.text("Name", SecretShapes.NAME);
        String arn =
                "arn:aws:secretsmanager:"
                        + region
                        + ":000000000000:secret:"
                        + name
                        + "-"
                        + RandomIds.letters(6);
        StoredSecret secret =
                new StoredSecret(
                        name,
                        arn,
                        in.text("Description", SecretShapes.DESCRIPTION, ""),
                        clock.millis());
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

    private ObjectNode read(OperationInput in) {
        StoredSecret secret = find(in);
        String id = in.optional("VersionId", SecretShapes.VERSION);
        String stage = in.optional("VersionStage", SecretShapes.STAGE);
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
        answer.set("VersionStages", EmulatorJson.array(version.stages()));
        answer.set("CreatedDate", EmulatorJson.seconds(version.created()));
        return answer;
    }

    private ObjectNode put(OperationInput in, List<String> stages) {
        StoredSecret secret = find(in);
        if (!hasValue(in)) {
            throw AwsError.of(
                    "InvalidRequestException", "You must provide SecretString or SecretBinary.");
        }
        SecretVersion version = version(in, stages);
        secret.put(version);
        ObjectNode answer = named(secret).put("VersionId", version.id());
        answer.set("VersionStages", EmulatorJson.array(version.stages()));
        return answer;
    }

    private ObjectNode update(OperationInput in) {
        StoredSecret secret = find(in);
        String description = in.optional("Description", SecretShapes.DESCRIPTION);
        if (description != null) {
            secret.describe(description, clock.millis());
        }
        return hasValue(in) ? put(in, List.of()) : named(secret);
    }

    private ObjectNode delete(OperationInput in) {
        StoredSecret secret = find(in);
        secrets.remove(secret.name);
        ObjectNode answer = named(secret);
        // Deleted at once: no recovery window here.
        answer.set("DeletionDate", EmulatorJson.seconds(clock.millis()));
        return answer;
    }

    private ObjectNode list() {
        ObjectNode answer = EmulatorJson.object();
        answer.set(
                "SecretList",
                EmulatorJson.nodes(
                        secrets.values().stream()
                                .map(secret -> secret.description("SecretVersionsToStages"))
                                .toList()));
        return answer;
    }

    private SecretVersion version(OperationInput in, List<String> stages) {
        @Nullable String id = in.optional("ClientRequestToken", SecretShapes.VERSION);
        return new SecretVersion(
                id == null ? RandomIds.letters(32) : id,
                in.optional("SecretString", SecretShapes.STRING),
                in.optional("SecretBinary", SecretShapes.BINARY),
                clock.millis(),
                stages.isEmpty() ? Set.of("AWSCURRENT") : Set.copyOf(stages));
    }

    /** By name, ARN, or ARN without its random end. */
    private StoredSecret find(OperationInput in) {
        String id = in.text("SecretId", SecretShapes.ID);
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

    private static boolean hasValue(OperationInput in) {
        return in.has("SecretString") || in.has("SecretBinary");
    }

    private static ObjectNode named(StoredSecret secret) {
        return EmulatorJson.object().put("ARN", secret.arn).put("Name", secret.name);
    }
}
