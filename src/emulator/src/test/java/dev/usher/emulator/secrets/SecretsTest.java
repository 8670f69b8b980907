package dev.usher.emulator.secrets;

import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets Manager. */
class SecretsTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static SecretsManagerClient client() {
        return Aws.point(SecretsManagerClient.builder(), aws.embedded.endpoint());
    }

    @Test
    void a_new_value_becomes_current_and_the_old_one_previous() {
        try (var secrets = client()) {
            secrets.createSecret(r -> r.name("rotated").secretString("one"));
            secrets.putSecretValue(r -> r.secretId("rotated").secretString("two"));
            assertThat(value(secrets, "rotated", null)).isEqualTo("two");
            assertThat(value(secrets, "rotated", "AWSPREVIOUS")).isEqualTo("one");
            secrets.updateSecret(r -> r.secretId("rotated").secretString("three"));
            assertThat(value(secrets, "rotated", "AWSCURRENT")).isEqualTo("three");
            assertThat(value(secrets, "rotated", "AWSPREVIOUS")).isEqualTo("two");
            assertThat(secrets.describeSecret(r -> r.secretId("rotated")).versionIdsToStages())
                    .hasSize(2);
        }
    }

    @Test
    void a_secret_goes_by_name_and_by_arn() {
        try (var secrets = client()) {
            var arn = secrets.createSecret(r -> r.name("named").secretString("s")).arn();
            assertThat(value(secrets, arn, null)).isEqualTo("s");
            assertThat(value(secrets, arn.substring(0, arn.length() - 7), null)).isEqualTo("s");
            assertThat(secrets.listSecrets().secretList())
                    .anySatisfy(secret -> assertThat(secret.arn()).isEqualTo(arn));
        }
    }

    @Test
    void an_unknown_secret_and_an_unknown_stage_are_refused() {
        try (var secrets = client()) {
            refused(
                    () -> value(secrets, "nothing", null),
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret.");
            secrets.createSecret(r -> r.name("staged").secretString("s"));
            refused(
                    () -> value(secrets, "staged", "AWSPREVIOUS"),
                    "ResourceNotFoundException",
                    "staging label: AWSPREVIOUS");
        }
    }

    @Test
    void a_deleted_secret_is_gone_and_a_name_is_taken_once() {
        try (var secrets = client()) {
            secrets.createSecret(r -> r.name("brief").secretString("s"));
            refused(
                    () -> secrets.createSecret(r -> r.name("brief").secretString("t")),
                    "ResourceExistsException",
                    "brief");
            secrets.deleteSecret(r -> r.secretId("brief").forceDeleteWithoutRecovery(true));
            refused(() -> value(secrets, "brief", null), "ResourceNotFoundException", "");
        }
    }

    private static String value(SecretsManagerClient secrets, String id, String stage) {
        return secrets.getSecretValue(r -> r.secretId(id).versionStage(stage)).secretString();
    }
}
