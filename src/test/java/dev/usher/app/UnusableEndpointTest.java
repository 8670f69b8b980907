package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.batch.CannotGoOn;
import dev.usher.settings.Loaded;
import dev.usher.settings.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of endpoints that are no URLs the SDK can't make a client, and says so in whatever it likes. */
class UnusableEndpointTest {
    private static final String MEND = "AWS_ENDPOINT_URL (which begins with http:// or https://)";

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
                            + MEND);
            assertThat(service.page("/livez")).startsWith("200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:14566", "127.0.0.1:14566", "nonsense"})
    void a_command_says_so_and_ends(String endpoint) {
        pointSdkAt(endpoint);
        assertThatThrownBy(() -> QueueAccess.open(Duration.ofSeconds(1), 1))
                .isInstanceOf(CannotGoOn.class)
                .hasMessageContaining(MEND);
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
            case Loaded.Complete(Settings settings) -> settings;
            case Loaded.Faulty faulty -> throw new AssertionError(faulty.message());
        };
    }
}
