package dev.usher.tools.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.app.Account;
import dev.usher.app.RunningService;
import dev.usher.app.Wiring;
import dev.usher.settings.QueueSettings;
import dev.usher.settings.Settings;
import dev.usher.settings.SettingsResult;
import dev.usher.tools.command.CommandException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK can't create clients for endpoints that are no URLs. */
class UnusableEndpointTest {
    private static final String FIX = "AWS_ENDPOINT_URL (which begins with http:// or https://)";

    @AfterEach
    void forget() {
        RunningService.forgetSdkSettings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:14566", "127.0.0.1:14566", "nonsense"})
    void the_worker_says_so_and_waits(String endpoint) throws Exception {
        pointSdkAt(endpoint);
        Settings settings = settings();
        try (RunningService service = new RunningService(meters -> new Wiring(settings, meters))) {
            service.awaitReadiness(
                    "503 starting: the AWS SDK ended in SdkClientException; check AWS_REGION, "
                            + FIX);
            assertThat(service.page("/livez")).startsWith("200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:14566", "127.0.0.1:14566", "nonsense"})
    void a_command_says_so_and_ends(String endpoint) {
        pointSdkAt(endpoint);
        assertThatThrownBy(() -> QueueAccess.open(Duration.ofSeconds(1), 1))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(FIX);
    }

    @Test
    void dead_letters_can_be_looked_at_though_the_secret_can_not_be_asked_for() {
        try (Account account = new Account()) {
            account.sqs.createQueue(r -> r.queueName("letters"));
            RunningService.pointSdkAt(account);
            System.setProperty("aws.endpointUrlSecretsManager", "localhost:14566");
            Map<String, String> asked =
                    Map.of("USHER_DEAD_LETTER_QUEUE", "letters", "USHER_SECRET_ID", "usher");
            if (!(Settings.queues(asked) instanceof QueueSettings.Reading.Complete(var settings))) {
                throw new AssertionError(asked);
            }
            try (DeadLetterAccess access = DeadLetterAccess.open(settings, null)) {
                assertThat(access.keyProblem())
                        .isEqualTo(
                                "usher: the AWS SDK failed with SdkClientException; check AWS_REGION and AWS_ENDPOINT_URL");
                assertThat(access.depth().visible()).isZero();
            }
        } finally {
            System.clearProperty("aws.endpointUrlSecretsManager");
        }
    }

    private static void pointSdkAt(String endpoint) {
        System.setProperty("aws.endpointUrl", endpoint);
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    private static Settings settings() {
        return switch (Settings.from(
                Map.of(
                        "USHER_REQUEST_QUEUE", "requests",
                        "USHER_REPLY_QUEUE", "replies",
                        "USHER_USER_POOL_ID", "us-east-1_abcdefghi",
                        "USHER_CLIENT_ID", "client",
                        "USHER_SECRET_ID", "secret",
                        "USHER_LEDGER", "none"))) {
            case SettingsResult.Complete(Settings settings) -> settings;
            case SettingsResult.Faulty faulty -> throw new AssertionError(faulty.message());
        };
    }
}
