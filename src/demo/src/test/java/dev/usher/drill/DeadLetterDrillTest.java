package dev.usher.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short drill; {@code scripts/dead-letter-drill} does the same with thousands. */
class DeadLetterDrillTest {
    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void
            complaint_11_dead_letters_can_be_looked_at_and_replayed_by_reason_through_a_stop_and_a_kill()
                    throws Exception {
        try (DeadLetterDrill drill = new DeadLetterDrill(200, folder, System.out)) {
            assertThat(drill.run())
                    .allSatisfy(finding ->
                            assertThat(finding.broken()).as(finding.promise()).isEmpty());
        }
    }
}
