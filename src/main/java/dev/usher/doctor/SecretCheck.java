package dev.usher.doctor;

import dev.usher.settings.Credentials;
import dev.usher.settings.SecretStore;
import dev.usher.settings.SecretUnusable;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The worker's secret, read by the worker's own code.
 *
 * @param versions the current one first; null if it can't be used
 */
record SecretCheck(Finding finding, @Nullable List<Credentials> versions) {
    private static final String CHECK = "secret";

    static SecretCheck of(SecretsManagerClient client, String secretId, InstantSource clock) {
        try {
            List<Credentials> versions = SecretStore.open(client, secretId, clock).credentials();
            String found =
                    "readable, with a key for temporary passwords%s%s"
                            .formatted(
                                    versions.getFirst().clientSecret() == null
                                            ? ""
                                            : " and a client secret",
                                    versions.size() > 1 ? ", and the version before" : "");
            return new SecretCheck(Finding.ok(CHECK, secretId, found), versions);
        } catch (SecretUnusable e) {
            String put =
                    "put it right: aws secretsmanager put-secret-value --secret-id %s --secret-string file://secret.json"
                            .formatted(secretId);
            Told told = Told.of(String.valueOf(e.getMessage()), put);
            return new SecretCheck(
                    Finding.failed(CHECK, secretId, told.found(), told.mend()), null);
        }
    }
}
