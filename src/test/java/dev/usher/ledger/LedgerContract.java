package dev.usher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.message.FailureCode;
import dev.usher.message.Result.User;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every ledger that remembers must do. */
abstract class LedgerContract {
    static final Instant NOW = Instant.parse("2026-11-22T20:00:00.123Z");
    static final Fingerprint FINGERPRINT = new Fingerprint("v1", "identity", "content");

    /** The ledger under test; the same one however often it is asked for. */
    abstract Ledger ledger();

    static Row row(String id, long revision) {
        return new Row(
                id,
                revision,
                FINGERPRINT,
                NOW,
                NOW.plusSeconds(60),
                0,
                null,
                false,
                false,
                false,
                null,
                "former content");
    }

    static Row finished(String id, long revision, Outcome outcome) {
        return new Row(
                id,
                revision,
                new Fingerprint("v2", "i2", "c2"),
                NOW.minusMillis(1),
                NOW.plusMillis(1),
                3,
                "the sub",
                true,
                true,
                true,
                outcome,
                null);
    }

    static Stream<Outcome> outcomes() {
        return Stream.concat(
                Stream.of(
                        new Outcome(
                                "succeeded",
                                null,
                                null,
                                null,
                                new User("ada", "sub", "CONFIRMED"),
                                "m1"),
                        new Outcome("succeeded", null, null, null, null, "m1"),
                        new Outcome(
                                "challenged", null, null, null, new User("ada", null, null), "m-2"),
                        new Outcome(
                                "failed",
                                FailureCode.USERNAME_EXISTS,
                                "it's \"taken\"; ü 日本 \uD83D\uDE80",
                                "UsernameExistsException",
                                null,
                                "m3")),
                Stream.of(FailureCode.values())
                        .map(code -> new Outcome("failed", code, "words", null, null, "m4")));
    }

    @Test
    void the_first_row_of_an_id_is_written_once() {
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Done());
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(ledger().write(row("b", 1))).isEqualTo(new Written.Done());
    }

    @Test
    void a_row_is_replaced_only_by_its_next_revision() {
        ledger().write(row("a", 1));
        assertThat(ledger().write(row("a", 3))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(ledger().write(row("a", 2))).isEqualTo(new Written.Done());
        assertThat(ledger().write(row("a", 2))).isEqualTo(new Written.Conflict(row("a", 2)));
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 2)));
        assertThat(ledger().write(row("a", 3))).isEqualTo(new Written.Done());
    }

    @Test
    void a_later_revision_of_no_row_conflicts_with_nothing() {
        assertThat(ledger().write(row("a", 2))).isEqualTo(new Written.Conflict(null));
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Done());
    }

    @Test
    void ids_differ_by_every_character() {
        for (String id : List.of("pool/a", "pool/A", "pool/a ", "pool/ä", "pool/'; --", "pool/%")) {
            assertThat(ledger().write(row(id, 1))).as(id).isEqualTo(new Written.Done());
        }
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void every_field_comes_back_as_it_was_written(Outcome outcome) {
        Row unfinished = row("a", 1);
        ledger().write(unfinished);
        assertThat(current("a")).isEqualTo(unfinished);
        Row finished = finished("a", 2, outcome);
        ledger().write(finished);
        assertThat(current("a")).isEqualTo(finished);
        ledger().write(row("a", 3));
        assertThat(current("a")).as("nothing of the former stays").isEqualTo(row("a", 3));
    }

    @Test
    void of_many_who_write_the_same_revision_one_prevails() throws Exception {
        int writers = 16;
        int revisions = 20;
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> wins =
                    IntStream.range(0, writers)
                            .mapToObj(i ->
                                    threads.submit(() -> {
                                        start.await();
                                        return wins(revisions);
                                    }))
                            .toList();
            start.countDown();
            int all = 0;
            for (Future<Integer> each : wins) {
                all += each.get();
            }
            assertThat(all).isEqualTo(revisions);
        }
        assertThat(current("contested").revision()).isEqualTo(revisions);
    }

    private int wins(int revisions) {
        int wins = 0;
        for (int revision = 1; revision <= revisions; revision++) {
            if (ledger().write(row("contested", revision)) instanceof Written.Done) {
                wins++;
            }
        }
        return wins;
    }

    @Test
    void it_remembers_and_is_reachable() {
        assertThat(ledger().remembers()).isTrue();
        assertThat(ledger().reachable()).isTrue();
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Done());
    }

    /** As it stands, by a write that no row can be ready for. */
    final Row current(String id) {
        return current(ledger(), id);
    }

    static Row current(Ledger ledger, String id) {
        Written conflict = ledger.write(row(id, Long.MAX_VALUE));
        return ((Written.Conflict) conflict).current();
    }
}
