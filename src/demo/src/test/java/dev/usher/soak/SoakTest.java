package dev.usher.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short soak; {@code scripts/soak} runs longer ones. */
class SoakTest {
    private static final int REQUESTS = 150;
    private static final SoakSettings.Kills FEW =
            new SoakSettings.Kills(Duration.ofMillis(500), 3, REQUESTS / 6);

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = SoakLedger.class,
            names = {"SQLITE", "DYNAMODB"})
    void every_promise_is_kept_while_workers_die_calls_fail_and_quotas_are_low(SoakLedger kind)
            throws Exception {
        long seed = new SecureRandom().nextInt(1_000_000);
        System.out.println("seed " + seed);
        SoakSettings setting = new SoakSettings(REQUESTS, 2, seed, FEW, Duration.ofMinutes(3));
        Path own = Files.createDirectory(folder.resolve("soak"));
        try (SoakLedger.Ledger ledger = kind.start(own);
                SoakRun run =
                        new SoakRun(setting, ledger, LaunchSettings.ofClasses(), own, System.err)) {
            RunOutcome outcome = run.outcome();
            new SoakReport(System.out).print("a short soak on " + kind.title(), outcome);
            assertThat(outcome.findings())
                    .as("seed %d", seed)
                    .allSatisfy(finding ->
                            assertThat(finding.broken()).as(finding.promise()).isEmpty());
            assertThat(outcome.figures().cut()).as("it came to its end").isFalse();
            assertThat(outcome.figures().deaths().kills()).isPositive();
            assertThat(outcome.figures().deaths().exitCodes()).containsOnly(0);
        }
    }
}
