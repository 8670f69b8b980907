package dev.usher.tools.doctor;

import dev.usher.secrets.Credentials;
import dev.usher.secrets.SecretStore;
import dev.usher.secrets.SecretUnusable;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Checks the worker's secret with the worker's own code.
 *
 * @param versions the current one first; null if it is unusable
 */
record SecretCheck(Finding finding, @Nullable List<Credentials> versions) {
    private static final String CHECK = "secret";
    private static final Set<String> WRONG_ID =
            Set.of("InvalidParameterException", "ValidationException");

    static SecretCheck of(SecretsManagerClient client, String secretId, InstantSource clock) {
        try {
            List<Credentials> versions = SecretStore.open(client, secretId, clock).credentials();
            String found =
                    "readable, with a key for temporary passwords%s%s"
                            .formatted(
                                    versions.getFirst().clientSecret() == null
                                            ? ""
                                            : " and a client secret",
                                    versions.size() > 1 ? ", and the previous version" : "");
            return new SecretCheck(Finding.ok(CHECK, secretId, found), versions);
        } catch (SecretUnusable e) {
            String message = String.valueOf(e.getMessage());
            FaultText faultText = FaultText.of(message, fix(e.code(), secretId));
            return new SecretCheck(
                    Finding.failed(CHECK, secretId, faultText.found(), faultText.fix()), null);
        }
    }

    /** Suggests a new secret only if the old one was read and found wrong. */
    private static String fix(@Nullable String code, String secretId) {
        if (code == null) {
            return "write a correct one: aws secretsmanager put-secret-value --secret-id %s --secret-string file://secret.json"
                    .formatted(secretId);
        }
        if (WRONG_ID.contains(code)) {
            return "correct USHER_SECRET_ID: a secret's name or ARN";
        }
        return switch (ErrorOwner.of(code)) {
            case CREDENTIALS -> AccountCheck.GIVE_CREDENTIALS;
            case DENIED ->
                    "allow the worker secretsmanager:GetSecretValue on it, and kms:Decrypt on its key";
            case AWS -> ErrorOwner.TRY_AGAIN;
            case UNKNOWN -> ErrorOwner.CHECK_ENDPOINT;
        };
    }
}
