package dev.usher.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Progress where nobody watches: in a pipe, a file or a job's log. */
final class ShownProgressTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private final ShownProgress progress = new ShownProgress(() -> now);

    @BeforeEach
    void listen() {
        assumeFalse(Terminal.isInteractive(), "a terminal gets a bar instead of lines");
        System.setErr(new PrintStream(said, true, UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setErr(err);
    }

    private List<String> lines() {
        return said.toString(UTF_8).lines().toList();
    }

    private void reach(long done, int seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
        progress.reach(done);
    }

    @Test
    void a_line_every_ten_seconds_tells_how_far_it_is_and_how_long_it_takes() {
        progress.begin("sent", "rows", 10_000, 0);
        reach(100, 1);
        reach(900, 8);
        assertThat(lines()).isEmpty();
        reach(1_000, 1);
        reach(1_900, 9);
        reach(4_000, 11);
        assertThat(lines())
                .containsExactly(
                        "sent: 1,000 of 10,000 rows, 100 per second, 1 min 30 s left",
                        "sent: 4,000 of 10,000 rows, 133 per second, 45.0 s left");
    }

    @Test
    void what_an_earlier_run_did_makes_it_no_faster() {
        progress.begin("sent", "rows", 10_000, 8_000);
        reach(9_000, 10);
        assertThat(lines())
                .containsExactly("sent: 9,000 of 10,000 rows, 100 per second, 10.0 s left");
    }

    @Test
    void where_nobody_knows_how_much_there_is_no_end_is_foretold() {
        progress.begin("read", "replies", 0, 0);
        reach(500, 10);
        assertThat(lines()).containsExactly("read: 500 replies, 50 per second");
    }

    @Test
    void what_stands_still_foretells_no_end_either() {
        progress.begin("sent", "rows", 10, 0);
        reach(0, 10);
        assertThat(lines()).containsExactly("sent: 0 of 10 rows, 0 per second");
    }

    @Test
    void the_next_part_begins_anew_and_what_comes_after_the_end_is_not_told() {
        progress.begin("checked", "rows", 100, 0);
        reach(50, 10);
        progress.begin("sent", "rows", 100, 0);
        reach(10, 9);
        reach(20, 1);
        progress.end();
        reach(30, 60);
        progress.note("3 rows are left out");
        assertThat(lines())
                .containsExactly(
                        "checked: 50 of 100 rows, 5 per second, 10.0 s left",
                        "sent: 20 of 100 rows, 2 per second, 40.0 s left",
                        "3 rows are left out");
    }
}
