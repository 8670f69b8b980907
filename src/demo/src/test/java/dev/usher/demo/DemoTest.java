package dev.usher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.tools.cli.WorkerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo as a newcomer runs it. */
class DemoTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(LedgerChoice.class)
    void the_demo_answers_every_request_as_it_should_be(LedgerChoice ledger) throws Exception {
        try (WorkerProcess demo =
                WorkerProcess.start(
                        DemoMain.class,
                        folder,
                        Map.of(),
                        "demo",
                        "--requests",
                        "60",
                        "--ledger",
                        ledger.name())) {
            assertThat(demo.exit()).as(demo.stderr()).isZero();
            assertThat(demo.stdout())
                    .contains("USERNAME_EXISTS", "INVALID_PASSWORD", "ID tokens proven");
        }
    }
}
