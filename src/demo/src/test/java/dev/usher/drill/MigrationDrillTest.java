package dev.usher.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.soak.LaunchSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short migration; {@code scripts/migration-drill} runs long ones. */
class MigrationDrillTest {
    @TempDir private Path folder;

    @Test
    void every_good_row_is_confirmed_and_every_other_named_however_often_the_commands_die()
            throws Exception {
        long seed = new SecureRandom().nextInt(1_000_000);
        System.out.println("seed " + seed);
        MigrationDrill.Setting setting =
                new MigrationDrill.Setting(160, 3, 1, seed, 80, "10s", 0.4, Duration.ofMinutes(2));
        try (MigrationDrill drill =
                new MigrationDrill(setting, LaunchSettings.ofClasses(), folder, System.out)) {
            MigrationDrill.Outcome outcome = drill.run();
            assertThat(outcome.broken()).as("seed %d", seed).isEmpty();
            assertThat(outcome.kills()).isGreaterThanOrEqualTo(3);
        }
    }
}
