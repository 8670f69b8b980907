package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.worker.DeadLetterReason;
import dev.usher.worker.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ReplayTest {
    private final Morgue morgue = new Morgue();

    @Test
    void exactly_the_matching_ones_of_five_thousand_are_moved() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            String _ = morgue.bury("r" + i, Morgue.CODES.get(i % 4));
        }
        ReplayTally tally = morgue.replay(Morgue.codes("STRANDED"));
        assertThat(tally.copied()).isEqualTo(1_250);
        assertThat(tally.troubled()).isZero();
        assertThat(morgue.requests.size()).isEqualTo(1_250);
        assertThat(morgue.requests.contents())
                .allSatisfy(sent ->
                        assertThat(sent.attributes().get("usher").stringValue())
                                .contains("STRANDED"));
        assertThat(morgue.requests.bodies()).doesNotHaveDuplicates();
        assertThat(morgue.dead.size()).isEqualTo(3_750);
        assertThat(morgue.dead.inFlight()).isZero();
        assertThat(morgue.dead.contents())
                .noneSatisfy(left ->
                        assertThat(left.attributes().get("usher").stringValue())
                                .contains("STRANDED"));
        // A batch takes ten: much more would mean that they go one by one.
        assertThat(morgue.requests.calls("send")).isLessThan(700);
    }

    @Test
    void it_goes_back_to_the_lane_that_it_came_from() throws Exception {
        DeadLetterReason fromBulk =
                new DeadLetterReason(
                        new DeadLetterReason.Reason("STRANDED", "because", 5),
                        0,
                        new DeadLetterReason.Source("bulk", "m-1", Morgue.FAILED),
                        Morgue.FAILED,
                        null);
        String _ = morgue.bury(Morgue.signUp("b"), fromBulk, Map.of());
        String _ = morgue.bury("a", "STRANDED");
        String _ = morgue.dead.putFrom(Morgue.ARN + "bulk", Morgue.signUp("c"));
        String _ = morgue.dead.putFrom(Morgue.ARN + "elsewhere", Morgue.signUp("d"));
        assertThat(morgue.replay(Filter.ALL).moved()).isEqualTo(Map.of("requests", 2, "bulk", 2));
        assertThat(morgue.bulk.bodies())
                .containsExactlyInAnyOrder(Morgue.signUp("b"), Morgue.signUp("c"));
    }

    @Test
    void what_the_other_queue_does_not_take_stays_and_is_named() throws Exception {
        morgue.waiter = duration -> Thread.sleep(1);
        for (int i = 0; i < 10; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        morgue.requests.fault((operation, entry) ->
                ((Outgoing) entry).body().contains("\"r3\"")
                        ? new Outcome.Refused("InvalidMessageContents")
                        : ((Outgoing) entry).body().contains("\"r4\"")
                                ? new Outcome.Retryable("Throttled")
                                : null);
        ReplayTally tally = morgue.replay(Filter.ALL);
        assertThat(tally.copied()).isEqualTo(8);
        assertThat(tally.troubles())
                .hasSize(2)
                .anySatisfy(t -> assertThat(t).contains("r3", "InvalidMessageContents"))
                .anySatisfy(t -> assertThat(t).contains("r4", "Throttled"));
        assertThat(morgue.dead.bodies())
                .containsExactlyInAnyOrder(Morgue.signUp("r3"), Morgue.signUp("r4"));
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void nothing_is_deleted_before_its_copy_is_accepted() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 200; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        morgue.dead.fault((operation, entry) -> {
            if (operation.equals("delete")) {
                String id = ((String) entry).substring(0, ((String) entry).indexOf('#'));
                int number = Integer.parseInt(id.substring(id.indexOf('-') + 1)) - 1;
                if (!morgue.requests.bodies().contains(Morgue.signUp("r" + number))) {
                    order.add(id);
                }
            }
            return null;
        });
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(200);
        assertThat(order).isEmpty();
        assertThat(morgue.dead.size()).isZero();
    }

    @Test
    void what_was_copied_but_could_not_be_deleted_is_said() throws Exception {
        morgue.waiter = duration -> Thread.sleep(1);
        String _ = morgue.bury("a", "STRANDED");
        morgue.dead.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Unavailable("AccessDenied") : null);
        ReplayTally tally = morgue.replay(Filter.ALL);
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.troubles()).singleElement().asString().contains("a: copied", "Denied");
        assertThat(morgue.requests.size()).isEqualTo(1);
    }

    @Test
    void a_stop_leaves_the_rest_where_they_are() throws Exception {
        for (int i = 0; i < 500; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        Scan scan = morgue.scan();
        AtomicInteger sent = new AtomicInteger();
        morgue.requests.fault((operation, entry) -> {
            if (sent.incrementAndGet() == 100) {
                scan.stop();
            }
            return null;
        });
        Replay replay =
                new Replay(
                        morgue.dead, morgue.plan(Filter.ALL), scan::stopped, morgue.surroundings());
        assertThat(scan.run(replay).cutShort()).isTrue();
        int copied = replay.tally().copied();
        assertThat(copied).isBetween(100, 180);
        assertThat(morgue.requests.size()).isEqualTo(copied);
        assertThat(morgue.dead.size()).isEqualTo(500 - copied);
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void a_message_whose_time_ran_out_before_its_turn_is_not_sent_until_it_comes_again()
            throws Exception {
        VirtualTime time = new VirtualTime();
        morgue.clock = time;
        morgue.waiter = duration -> Thread.sleep(Duration.ofDays(1)); // nobody extends
        String _ = morgue.bury("a", "STRANDED");
        Scan scan = morgue.scan();
        AtomicInteger turns = new AtomicInteger();
        Replay.Plan plan = morgue.plan(Filter.ALL);
        Replay replay =
                new Replay(
                        morgue.dead,
                        plan,
                        () -> {
                            if (turns.incrementAndGet() == 1) {
                                time.advance(Duration.ofSeconds(31));
                            }
                            return false;
                        },
                        morgue.surroundings());
        Scan.Report _ = scan.run(replay);
        assertThat(turns.get()).isEqualTo(2);
        assertThat(morgue.requests.size()).isEqualTo(1);
        assertThat(morgue.dead.size()).isZero();
    }

    @Test
    void a_rate_is_kept() throws Exception {
        for (int i = 0; i < 30; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        Scan scan = morgue.scan();
        Replay.Plan plan =
                new Replay.Plan(
                        morgue.inspection(),
                        Filter.ALL,
                        morgue.copying(),
                        new SendRateLimiter(20.0, morgue.clock, morgue.waiter));
        long begun = System.nanoTime();
        Scan.Report _ =
                scan.run(new Replay(morgue.dead, plan, scan::stopped, morgue.surroundings()));
        assertThat(morgue.requests.size()).isEqualTo(30);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(15));
    }

    @Test
    void what_dies_again_at_once_is_not_replayed_again() throws Exception {
        // Nothing comes late, and no receive gives up while there may be something to come.
        Instant now = Instant.now();
        morgue.clock = () -> now;
        morgue.dead.patience(Duration.ofSeconds(20));
        for (int i = 0; i < 40; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        AtomicInteger deaths = new AtomicInteger();
        morgue.requests.fault((operation, entry) -> {
            // What the worker, or SQS, does with a copy before its sender knows its id.
            if (deaths.incrementAndGet() <= 400) {
                String body = ((Outgoing) entry).body();
                String copy = "requests-" + deaths.get();
                DeadLetterReason deadLetterReason =
                        new DeadLetterReason(
                                new DeadLetterReason.Reason("INVALID_REQUEST", "because", 0),
                                3,
                                new DeadLetterReason.Source("requests", copy, Morgue.FAILED),
                                Morgue.FAILED,
                                null);
                String _ = morgue.bury(body, deadLetterReason, Map.of());
            }
            if (deaths.get() == 40) {
                morgue.dead.patience(Duration.ofMillis(100));
            }
            return null;
        });
        ResultLimit counted = new ResultLimit(Filter.ALL, 1_000, () -> {});
        ReplayTally tally = morgue.replay(counted);
        assertThat(tally.copied()).isEqualTo(40);
        assertThat(tally.cameBack()).isEqualTo(40);
        assertThat(morgue.dead.size()).isEqualTo(40);
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void a_bug_in_the_middle_is_told_and_not_taken_for_success() {
        for (int i = 0; i < 30; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        assertThatThrownBy(() ->
                        morgue.replay(letter -> {
                            throw new IllegalStateException("broken");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(morgue.dead.size()).isEqualTo(30);
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void at_most_so_many_are_moved_and_the_rest_is_not_read_for_long() throws Exception {
        for (int i = 0; i < 500; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        Scan scan = morgue.scan();
        ResultLimit few = new ResultLimit(Filter.ALL, 25, scan::enough);
        Replay replay =
                new Replay(morgue.dead, morgue.plan(few), scan::stopped, morgue.surroundings());
        Scan.Report report = scan.run(replay);
        assertThat(replay.tally().copied()).isEqualTo(25);
        assertThat(few.reached()).isTrue();
        assertThat(report.cutShort()).isFalse();
        assertThat(report.seen()).isLessThan(400);
        assertThat(morgue.requests.size()).isEqualTo(25);
        assertThat(morgue.dead.size()).isEqualTo(475);
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void a_stop_does_not_wait_for_the_turns_of_a_slow_rate() throws Exception {
        for (int i = 0; i < 30; i++) {
            String _ = morgue.bury("r" + i, "STRANDED");
        }
        Scan scan = morgue.scan();
        Replay.Plan plan =
                new Replay.Plan(
                        morgue.inspection(),
                        Filter.ALL,
                        morgue.copying(),
                        new SendRateLimiter(0.01, morgue.clock, morgue.waiter));
        morgue.requests.fault((operation, entry) -> {
            scan.stop();
            return null;
        });
        Scan.Report report =
                scan.run(new Replay(morgue.dead, plan, scan::stopped, morgue.surroundings()));
        assertThat(report.cutShort()).isTrue();
        assertThat(morgue.requests.size()).isEqualTo(1);
        assertThat(morgue.dead.inFlight()).isZero();
    }
}
