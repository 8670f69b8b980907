package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.current;
import static dev.usher.ledger.Rows.finished;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every ledger that remembers must do. */
abstract class LedgerContract {
    static final Duration RETENTION = Duration.ofDays(30);
    private static final Written DONE = new Written.Done();
    private static final Written NOTHING = new Written.Conflict(null);

    volatile Instant now = NOW;
    final InstantSource clock = () -> now;

    /** The ledger under test; the same one however often it is asked for. */
    abstract Ledger ledger();

    /** What the ledger under test is kept in, as another worker opens it. */
    abstract Ledger another();

    /** Deletes what it is kept in, while it is open. */
    abstract void lose();

    /** How many rows are kept, forgotten ones included. */
    abstract long kept();

    @Test
    void the_first_row_of_an_id_is_written_once() {
        assertThat(ledger().write(row("a", 1))).isEqualTo(DONE);
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(ledger().write(row("b", 1))).isEqualTo(DONE);
    }

    @Test
    void a_row_is_replaced_only_by_its_next_revision() {
        ledger().write(row("a", 1));
        assertThat(ledger().write(row("a", 3))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(ledger().write(row("a", 2))).isEqualTo(DONE);
        assertThat(ledger().write(row("a", 2))).isEqualTo(new Written.Conflict(row("a", 2)));
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 2)));
        assertThat(ledger().write(row("a", 3))).isEqualTo(DONE);
    }

    @Test
    void a_later_revision_of_no_row_conflicts_with_nothing() {
        assertThat(ledger().write(row("a", 2))).isEqualTo(NOTHING);
        assertThat(ledger().write(row("a", 1))).isEqualTo(DONE);
    }

    @Test
    void ids_differ_by_every_character() {
        for (String id : List.of("pool/a", "pool/A", "pool/a ", "pool/ä", "pool/'; --", "pool/%")) {
            assertThat(ledger().write(row(id, 1))).as(id).isEqualTo(DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.usher.ledger.Rows#outcomes")
    void every_field_comes_back_as_it_was_written(Outcome outcome) {
        Row unfinished = row("a", 1);
        ledger().write(unfinished);
        assertThat(current(ledger(), "a")).isEqualTo(unfinished);
        Row finished = finished("a", 2, outcome);
        ledger().write(finished);
        assertThat(current(ledger(), "a")).isEqualTo(finished);
        ledger().write(row("a", 3));
        assertThat(current(ledger(), "a")).as("nothing of the former stays").isEqualTo(row("a", 3));
    }

    /** The rows are equal: what tells two writers apart can't be what they write. */
    @Test
    void of_many_who_write_the_same_revision_one_prevails() throws Exception {
        int revisions = 20;
        Ledger other = another();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> wins = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Ledger one = i % 2 == 0 ? ledger() : other;
                wins.add(
                        threads.submit(() -> {
                            start.await();
                            return wins(one, revisions);
                        }));
            }
            start.countDown();
            int all = 0;
            for (Future<Integer> each : wins) {
                all += each.get();
            }
            assertThat(all).isEqualTo(revisions);
        }
        assertThat(current(ledger(), "contested").revision()).isEqualTo(revisions);
    }

    private static int wins(Ledger ledger, int revisions) {
        int wins = 0;
        for (int revision = 1; revision <= revisions; revision++) {
            if (ledger.write(row("contested", revision)) instanceof Written.Done) {
                wins++;
            }
        }
        return wins;
    }

    @Test
    void two_workers_exclude_each_other() {
        Ledger other = another();
        assertThat(take(ledger(), row("a", 1))).isEqualTo(DONE);
        assertThat(take(other, row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(take(other, row("a", 2))).isEqualTo(DONE);
        assertThat(ledger().write(row("a", 2))).isEqualTo(new Written.Conflict(row("a", 2)));
    }

    private static Written take(Ledger ledger, Row next) {
        return ledger.take(next, ledger.remembersSince());
    }

    @Test
    void it_remembers_and_is_reachable_and_leaves_nothing_of_its_tries() {
        ledger().write(row("a", 1));
        long kept = kept();
        assertThat(ledger().remembers()).isTrue();
        assertThat(ledger().reachable()).isTrue();
        assertThat(ledger().reachable()).isTrue();
        assertThat(kept()).isEqualTo(kept);
        assertThat(current(ledger(), "a")).isEqualTo(row("a", 1));
    }

    @Test
    void a_row_is_forgotten_once_its_retention_is_over() {
        ledger().write(row("a", 1));
        now = NOW.plus(RETENTION).minusMillis(1);
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        // To the second: DynamoDB's time to live knows no less.
        now = NOW.plus(RETENTION).plusSeconds(1);
        assertThat(ledger().write(row("a", 2))).as("its own attempt's").isEqualTo(NOTHING);
        assertThat(take(ledger(), row("a", 2))).as("another attempt's").isEqualTo(NOTHING);
        assertThat(take(ledger(), row("a", 1))).as("anew").isEqualTo(DONE);
        assertThat(ledger().write(row("a", 2))).isEqualTo(DONE);
    }

    @Test
    void every_write_begins_the_retention_anew() {
        ledger().write(row("a", 1));
        now = NOW.plus(RETENTION.dividedBy(2));
        ledger().write(row("a", 2));
        now = NOW.plus(RETENTION).plusSeconds(1);
        assertThat(ledger().write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 2)));
    }

    @Test
    void it_remembers_since_it_was_begun_or_its_retention() {
        assertThat(ledger().remembersSince()).isEqualTo(NOW);
        now = NOW.plusSeconds(3600);
        assertThat(ledger().remembersSince()).isEqualTo(NOW);
        assertThat(another().remembersSince()).isEqualTo(NOW);
        now = NOW.plus(RETENTION).plusSeconds(1);
        assertThat(ledger().remembersSince()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void what_was_lost_is_begun_anew() {
        ledger().write(row("a", 1));
        lose();
        now = NOW.plusSeconds(60);
        assertThat(ledger().write(row("a", 2))).isEqualTo(NOTHING);
        assertThat(ledger().remembersSince()).isEqualTo(now);
        assertThat(take(ledger(), row("b", 1))).isEqualTo(DONE);
        Ledger other = another();
        assertThat(current(other, "b")).as("both see the same").isEqualTo(row("b", 1));
        assertThat(other.remembersSince()).isEqualTo(now);
    }

    @Test
    void nothing_begins_on_the_word_of_what_was_lost() {
        Instant since = ledger().remembersSince();
        lose();
        now = NOW.plusSeconds(60);
        assertThat(ledger().take(row("a", 1), since)).isEqualTo(NOTHING);
        assertThat(ledger().remembersSince()).isEqualTo(now);
        assertThat(current(ledger(), "a")).as("nothing was written").isNull();
        assertThat(current(another(), "a")).as("nor anywhere that others look").isNull();
        assertThat(take(ledger(), row("a", 1))).isEqualTo(DONE);
    }

    @Test
    void nor_once_the_loss_was_noticed() {
        Instant since = ledger().remembersSince();
        lose();
        now = NOW.plusSeconds(60);
        assertThat(ledger().reachable()).isTrue();
        assertThat(ledger().remembersSince()).isEqualTo(now);
        assertThat(ledger().take(row("a", 1), since)).isEqualTo(NOTHING);
        assertThat(current(ledger(), "a")).isNull();
    }

    @Test
    void nor_once_others_have_noticed_and_gone_on() {
        Ledger other = another();
        Instant since = ledger().remembersSince();
        lose();
        now = NOW.plusSeconds(60);
        assertThat(other.take(row("a", 1), since)).isEqualTo(NOTHING);
        assertThat(take(other, row("a", 1))).isEqualTo(DONE);
        assertThat(ledger().take(row("a", 1), since)).isEqualTo(NOTHING);
        assertThat(take(ledger(), row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
    }

    @Test
    void a_walk_of_before_does_not_go_on() {
        take(ledger(), row("a", 1));
        lose();
        now = NOW.plusSeconds(60);
        assertThat(ledger().write(row("a", 2))).isEqualTo(NOTHING);
        assertThat(ledger().write(row("a", 3))).isEqualTo(NOTHING);
    }
}
