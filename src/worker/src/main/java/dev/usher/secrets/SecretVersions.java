package dev.usher.secrets;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * The secret in Secrets Manager: its current version and the one before.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#term_version">Versions
 *     and staging labels</a>
 */
final class SecretVersions {
    private static final Logger LOG = LoggerFactory.getLogger(SecretVersions.class);

    private final SecretsManagerClient client;
    private final String secretId;

    SecretVersions(SecretsManagerClient client, String secretId) {
        this.client = client;
        this.secretId = secretId;
    }

    /**
     * The version in force.
     *
     * @throws SecretUnusable with the name of the secret and the fix
     */
    Credentials current() {
        try {
            return read("AWSCURRENT");
        } catch (SdkException e) {
            throw SecretUnusable.unread(secretId + " could not be read: " + fix(e), code(e));
        } catch (SecretUnusable e) {
            throw SecretUnusable.malformed("the secret " + secretId + " " + e.getMessage());
        }
    }

    /**
     * The version that was in force before {@code current}. If it cannot be read just now, it is
     * the newest of the {@code known} ones that differs from the current one: a lost packet must
     * not forget a version that proves anything.
     */
    Optional<Credentials> previous(Credentials current, List<Credentials> known) {
        try {
            return Optional.of(read("AWSPREVIOUS")).filter(version -> differ(version, current));
        } catch (SdkException e) {
            if ("ResourceNotFoundException".equals(code(e))) {
                return Optional.empty();
            }
            LOG.warn(
                    "the previous version of the secret {} could not be read: {}",
                    secretId,
                    fix(e));
            return known.stream().filter(version -> differ(version, current)).findFirst();
        } catch (SecretUnusable e) {
            LOG.warn(
                    "the previous version of the secret {} is left aside: it {}",
                    secretId,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private Credentials read(String stage) {
        GetSecretValueResponse answer =
                client.getSecretValue(r -> r.secretId(secretId).versionStage(stage));
        if (answer.secretString() == null && answer.secretBinary() == null) {
            // The answer did not come from Secrets Manager, and the secret may be a good one.
            throw SecretsManagerException.builder().statusCode(200).build();
        }
        return SecretDocument.read(answer.secretString());
    }

    private static boolean differ(Credentials one, Credentials other) {
        return !one.keys().version().equals(other.keys().version())
                || !Objects.equals(one.clientSecret(), other.clientSecret());
    }

    /** Own words: the SDK's message could quote the response. */
    private static String fix(SdkException e) {
        String code = code(e);
        return switch (code) {
            case "" ->
                    "Secrets Manager was not reached ("
                            + causes(e)
                            + "); check the network, AWS_REGION and the AWS credentials";
            case "ResourceNotFoundException" ->
                    "there is no such secret in this account and region; create it, or fix"
                            + " USHER_SECRET_ID";
            case "AccessDeniedException" ->
                    "no permission; allow secretsmanager:GetSecretValue on it, and kms:Decrypt on"
                            + " its key";
            case "DecryptionFailure" -> "its KMS key does not decrypt it; allow kms:Decrypt";
            case "InvalidRequestException" ->
                    "Secrets Manager refuses it (InvalidRequestException); it may be marked for"
                            + " deletion";
            default -> "Secrets Manager answered " + code;
        };
    }

    private static String code(SdkException e) {
        if (e instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null) {
            return service.awsErrorDetails().errorCode();
        }
        return e instanceof SdkServiceException service
                ? String.format(Locale.ROOT, "HTTP %d", service.statusCode())
                : "";
    }

    private static String causes(Throwable e) {
        Throwable cause = e.getCause();
        String name = e.getClass().getSimpleName();
        return cause == null ? name : name + " from " + causes(cause);
    }
}
