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
    private final DeadLetterFixture fixture = new DeadLetterFixture();

    @Test
    void exactly_the_matching_ones_of_five_thousand_are_moved() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            String _ = fixture.addDeadLetter("r" + i, DeadLetterFixture.CODES.get(i % 4));
        }
        ReplayTally tally = fixture.replay(DeadLetterFixture.codes("STRANDED"));
        assertThat(tally.copied()).isEqualTo(1_250);
        assertThat(tally.troubled()).isZero();
        assertThat(fixture.requests.size()).isEqualTo(1_250);
        assertThat(fixture.requests.contents())
                .allSatisfy(sent ->
                        assertThat(sent.attributes().get("usher").stringValue())
                                .contains("STRANDED"));
        assertThat(fixture.requests.bodies()).doesNotHaveDuplicates();
        assertThat(fixture.dead.size()).isEqualTo(3_750);
        assertThat(fixture.dead.inFlight()).isZero();
        assertThat(fixture.dead.contents())
                .noneSatisfy(left ->
                        assertThat(left.attributes().get("usher").stringValue())
                                .contains("STRANDED"));
        // A batch has ten: many more would mean single calls.
        assertThat(fixture.requests.calls("send")).isLessThan(700);
    }

    @Test
    void it_goes_back_to_the_lane_that_it_came_from() throws Exception {
        DeadLetterReason fromBulk =
                new DeadLetterReason(
                        new DeadLetterReason.Reason("STRANDED", "because", 5),
                        0,
                        new DeadLetterReason.Source("bulk", "m-1", DeadLetterFixture.FAILED),
                        DeadLetterFixture.FAILED,
                        null);
        String _ = fixture.addDeadLetter(DeadLetterFixture.signUp("b"), fromBulk, Map.of());
        String _ = fixture.addDeadLetter("a", "STRANDED");
        String _ =
                fixture.dead.putFrom(DeadLetterFixture.ARN + "bulk", DeadLetterFixture.signUp("c"));
        String _ =
                fixture.dead.putFrom(
                        DeadLetterFixture.ARN + "elsewhere", DeadLetterFixture.signUp("d"));
        assertThat(fixture.replay(DeadLetterFilter.ALL).moved())
                .isEqualTo(Map.of("requests", 2, "bulk", 2));
        assertThat(fixture.bulk.bodies())
                .containsExactlyInAnyOrder(
                        DeadLetterFixture.signUp("b"), DeadLetterFixture.signUp("c"));
    }

    @Test
    void what_the_other_queue_does_not_take_stays_and_is_named() throws Exception {
        fixture.waiter = duration -> Thread.sleep(1);
        for (int i = 0; i < 10; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        fixture.requests.fault((operation, entry) ->
                ((Outgoing) entry).body().contains("\"r3\"")
                        ? new Outcome.Refused("InvalidMessageContents")
                        : ((Outgoing) entry).body().contains("\"r4\"")
                                ? new Outcome.Retryable("Throttled")
                                : null);
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL);
        assertThat(tally.copied()).isEqualTo(8);
        assertThat(tally.troubles())
                .hasSize(2)
                .anySatisfy(t -> assertThat(t).contains("r3", "InvalidMessageContents"))
                .anySatisfy(t -> assertThat(t).contains("r4", "Throttled"));
        assertThat(fixture.dead.bodies())
                .containsExactlyInAnyOrder(
                        DeadLetterFixture.signUp("r3"), DeadLetterFixture.signUp("r4"));
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void nothing_is_deleted_before_its_copy_is_accepted() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 200; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        fixture.dead.fault((operation, entry) -> {
            if (operation.equals("delete")) {
                String id = ((String) entry).substring(0, ((String) entry).indexOf('#'));
                int number = Integer.parseInt(id.substring(id.indexOf('-') + 1)) - 1;
                if (!fixture.requests.bodies().contains(DeadLetterFixture.signUp("r" + number))) {
                    order.add(id);
                }
            }
            return null;
        });
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(200);
        assertThat(order).isEmpty();
        assertThat(fixture.dead.size()).isZero();
    }

    @Test
    void what_was_copied_but_could_not_be_deleted_is_said() throws Exception {
        fixture.waiter = duration -> Thread.sleep(1);
        String _ = fixture.addDeadLetter("a", "STRANDED");
        fixture.dead.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Unavailable("AccessDenied") : null);
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL);
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.troubles()).singleElement().asString().contains("a: copied", "Denied");
        assertThat(fixture.requests.size()).isEqualTo(1);
    }

    @Test
    void a_stop_leaves_the_rest_where_they_are() throws Exception {
        for (int i = 0; i < 500; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        Scan scan = fixture.scan();
        AtomicInteger sent = new AtomicInteger();
        fixture.requests.fault((operation, entry) -> {
            if (sent.incrementAndGet() == 100) {
                scan.stop();
            }
            return null;
        });
        Replay replay =
                new Replay(
                        fixture.dead,
                        fixture.plan(DeadLetterFilter.ALL),
                        scan::stopped,
                        fixture.runtime());
        assertThat(scan.run(replay).cutShort()).isTrue();
        int copied = replay.tally().copied();
        assertThat(copied).isBetween(100, 180);
        assertThat(fixture.requests.size()).isEqualTo(copied);
        assertThat(fixture.dead.size()).isEqualTo(500 - copied);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_message_whose_time_ran_out_before_its_turn_is_not_sent_until_it_comes_again()
            throws Exception {
        VirtualTime time = new VirtualTime();
        fixture.clock = time;
        fixture.waiter = duration -> Thread.sleep(Duration.ofDays(1)); // no extension
        String _ = fixture.addDeadLetter("a", "STRANDED");
        Scan scan = fixture.scan();
        AtomicInteger turns = new AtomicInteger();
        Replay.Plan plan = fixture.plan(DeadLetterFilter.ALL);
        Replay replay =
                new Replay(
                        fixture.dead,
                        plan,
                        () -> {
                            if (turns.incrementAndGet() == 1) {
                                time.advance(Duration.ofSeconds(31));
                            }
                            return false;
                        },
                        fixture.runtime());
        Scan.Report _ = scan.run(replay);
        assertThat(turns.get()).isEqualTo(2);
        assertThat(fixture.requests.size()).isEqualTo(1);
        assertThat(fixture.dead.size()).isZero();
    }

    @Test
    void a_rate_is_kept() throws Exception {
        for (int i = 0; i < 30; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        Scan scan = fixture.scan();
        Replay.Plan plan =
                new Replay.Plan(
                        fixture.inspection(),
                        DeadLetterFilter.ALL,
                        fixture.copying(),
                        new SendRateLimiter(20.0, fixture.clock, fixture.waiter));
        long begun = System.nanoTime();
        Scan.Report _ = scan.run(new Replay(fixture.dead, plan, scan::stopped, fixture.runtime()));
        assertThat(fixture.requests.size()).isEqualTo(30);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(15));
    }

    @Test
    void what_dies_again_at_once_is_not_replayed_again() throws Exception {
        // No message arrives late, and no receive ends before it.
        Instant now = Instant.now();
        fixture.clock = () -> now;
        fixture.dead.patience(Duration.ofSeconds(20));
        for (int i = 0; i < 40; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        AtomicInteger deaths = new AtomicInteger();
        fixture.requests.fault((operation, entry) -> {
            // The copy is dead-lettered before its sender knows its id.
            if (deaths.incrementAndGet() <= 400) {
                String body = ((Outgoing) entry).body();
                String copy = "requests-" + deaths.get();
                DeadLetterReason deadLetterReason =
                        new DeadLetterReason(
                                new DeadLetterReason.Reason("INVALID_REQUEST", "because", 0),
                                3,
                                new DeadLetterReason.Source(
                                        "requests", copy, DeadLetterFixture.FAILED),
                                DeadLetterFixture.FAILED,
                                null);
                String _ = fixture.addDeadLetter(body, deadLetterReason, Map.of());
            }
            if (deaths.get() == 40) {
                fixture.dead.patience(Duration.ofMillis(100));
            }
            return null;
        });
        ResultLimit counted = new ResultLimit(DeadLetterFilter.ALL, 1_000, () -> {});
        ReplayTally tally = fixture.replay(counted);
        assertThat(tally.copied()).isEqualTo(40);
        assertThat(tally.cameBack()).isEqualTo(40);
        assertThat(fixture.dead.size()).isEqualTo(40);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_bug_in_the_middle_is_reported_as_a_failure() {
        for (int i = 0; i < 30; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        assertThatThrownBy(() ->
                        fixture.replay(letter -> {
                            throw new IllegalStateException("broken");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(fixture.dead.size()).isEqualTo(30);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void at_most_so_many_are_moved_and_the_rest_is_not_read_for_long() throws Exception {
        for (int i = 0; i < 500; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        Scan scan = fixture.scan();
        ResultLimit few = new ResultLimit(DeadLetterFilter.ALL, 25, scan::enough);
        Replay replay =
                new Replay(fixture.dead, fixture.plan(few), scan::stopped, fixture.runtime());
        Scan.Report report = scan.run(replay);
        assertThat(replay.tally().copied()).isEqualTo(25);
        assertThat(few.reached()).isTrue();
        assertThat(report.cutShort()).isFalse();
        assertThat(report.seen()).isLessThan(400);
        assertThat(fixture.requests.size()).isEqualTo(25);
        assertThat(fixture.dead.size()).isEqualTo(475);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_stop_does_not_wait_for_the_turns_of_a_slow_rate() throws Exception {
        for (int i = 0; i < 30; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        Scan scan = fixture.scan();
        Replay.Plan plan =
                new Replay.Plan(
                        fixture.inspection(),
                        DeadLetterFilter.ALL,
                        fixture.copying(),
                        new SendRateLimiter(0.01, fixture.clock, fixture.waiter));
        fixture.requests.fault((operation, entry) -> {
            scan.stop();
            return null;
        });
        Scan.Report report =
                scan.run(new Replay(fixture.dead, plan, scan::stopped, fixture.runtime()));
        assertThat(report.cutShort()).isTrue();
        assertThat(fixture.requests.size()).isEqualTo(1);
        assertThat(fixture.dead.inFlight()).isZero();
    }
}
