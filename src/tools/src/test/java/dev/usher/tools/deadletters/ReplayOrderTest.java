package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Secret;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On FIFO queues. */
@Timeout(60)
final class ReplayOrderTest {
    @Test
    void groups_keep_their_order_and_a_failure_holds_up_its_own_group_alone() throws Exception {
        DeadLetterFixture fifo = DeadLetterFixture.fifo();
        fifo.waiter = duration -> Thread.sleep(1);
        for (int i = 0; i < 4; i++) {
            for (String group : List.of("x", "y", "z")) {
                String _ = fifo.dead.putInGroup(group, DeadLetterFixture.signUp(group + i));
            }
        }
        // No receive ends while earlier messages of its group are in flight.
        fifo.dead.patience(Duration.ofSeconds(20));
        AtomicInteger accepted = new AtomicInteger();
        fifo.requests.fault((operation, entry) -> {
            if (((Outgoing) entry).body().contains("\"y1\"")) {
                return new Outcome.Refused("InvalidMessageContents");
            }
            if (accepted.incrementAndGet() == 9) {
                fifo.dead.patience(Duration.ofMillis(30));
            }
            return null;
        });
        ReplayTally tally = fifo.replay(DeadLetterFilter.ALL);
        assertThat(tally.copied()).isEqualTo(9);
        assertThat(tally.troubles())
                .hasSize(2)
                .anySatisfy(t -> assertThat(t).startsWith("y1: not moved, requests.fifo"))
                .anySatisfy(t -> assertThat(t).startsWith("y2: not moved, since an earlier one"));
        for (String group : List.of("x", "z")) {
            assertThat(fifo.requests.bodies().stream().filter(b -> b.contains("\"" + group)))
                    .containsExactly(
                            DeadLetterFixture.signUp(group + 0),
                            DeadLetterFixture.signUp(group + 1),
                            DeadLetterFixture.signUp(group + 2),
                            DeadLetterFixture.signUp(group + 3));
        }
        assertThat(fifo.dead.bodies())
                .containsExactly(
                        DeadLetterFixture.signUp("y1"),
                        DeadLetterFixture.signUp("y2"),
                        DeadLetterFixture.signUp("y3"));
        assertThat(fifo.requests.contents())
                .allSatisfy(sent -> {
                    assertThat(sent.order()).isNotNull();
                    assertThat(sent.body()).contains("\"" + sent.order().groupId());
                });
    }

    @Test
    void those_behind_one_that_stays_invalid_stay_too() throws Exception {
        DeadLetterFixture fifo = DeadLetterFixture.fifo();
        MemberChange change = MemberChange.secret("password", Secret.of("N3w-secret-word"));
        for (String group : List.of("x", "y")) {
            for (int i = 0; i < 3; i++) {
                String body = DeadLetterFixture.signUp(group + i);
                String odd = body.replace("signup", "unheard-of");
                String _ = fifo.dead.putInGroup(group, group.equals("y") && i == 1 ? odd : body);
            }
        }
        ReplayDryRun replayDryRun =
                new ReplayDryRun(fifo.plan(DeadLetterFilter.ALL, change), (letter, to) -> {});
        Scan.Report _ = fifo.scan().run(replayDryRun);
        assertThat(replayDryRun.tally().copied()).isEqualTo(4);
        assertThat(replayDryRun.tally().troubled()).isEqualTo(2);
        ReplayTally tally = fifo.replay(DeadLetterFilter.ALL, change);
        assertThat(tally.copied()).isEqualTo(4);
        assertThat(tally.troubles())
                .hasSize(2)
                .anySatisfy(t -> assertThat(t).startsWith("y1: not moved, it would not be a valid"))
                .anySatisfy(t -> assertThat(t).startsWith("y2: not moved, since an earlier one"));
        assertThat(fifo.dead.size()).isEqualTo(2);
    }

    @Test
    void a_replay_that_died_after_the_copy_doubles_nothing_on_a_fifo_queue() throws Exception {
        DeadLetterFixture fifo = DeadLetterFixture.fifo();
        fifo.waiter = duration -> Thread.sleep(1);
        String _ = fifo.dead.putInGroup("x", DeadLetterFixture.signUp("a"));
        fifo.dead.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Retryable("Lost") : null);
        assertThat(fifo.replay(DeadLetterFilter.ALL).troubled()).isEqualTo(1);
        fifo.dead.fault((operation, entry) -> null);
        fifo.clock = DeadLetterFixture.ahead(Duration.ofMinutes(2));
        assertThat(fifo.replay(DeadLetterFilter.ALL).troubled()).isZero();
        assertThat(fifo.requests.size()).isEqualTo(1);
        assertThat(fifo.dead.size()).isZero();
    }
}
