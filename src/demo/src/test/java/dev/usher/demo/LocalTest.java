package dev.usher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.tools.cli.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded AWS alone, and the settings that it prints. */
class LocalTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    sqlite,   ""
                    dynamodb, "export USHER_LEDGER='dynamodb:usher-ledger'"
                    """,
            quoteCharacter = '"')
    void the_settings_name_a_ledger_only_if_asked(LedgerChoice ledger, String line)
            throws Exception {
        try (WorkerProcess local =
                WorkerProcess.start(
                        DemoMain.class,
                        folder,
                        Map.of(),
                        "local",
                        "--port",
                        "0",
                        "--ledger",
                        ledger.name())) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> local.stderr().contains("; Ctrl-C ends it."));
            String settings = local.stdout();
            assertThat(settings.lines()).allMatch(each -> each.startsWith("export "));
            if (ledger == LedgerChoice.sqlite) {
                assertThat(settings).doesNotContain("USHER_LEDGER");
                await().until(() -> local.stderr().contains("USHER_LEDGER=dynamodb:usher-ledger"));
            } else {
                assertThat(settings).contains(line);
            }
            local.terminate();
            assertThat(local.exit()).isZero();
        }
    }
}
