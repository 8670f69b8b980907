package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.EnqueueResult.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on its way to a queue that has its moods. */
@Timeout(20)
final class BatchSenderTest {
    private static final int MANY = 600;

    @TempDir private Path home;
    private Trial trial;
    private Path file;

    @BeforeEach
    void begin() {
        trial = new Trial(home);
        file = trial.file(Trial.people(MANY, 10_000));
    }

    @Test
    void entries_of_a_batch_that_fail_are_sent_again_and_the_others_are_not() throws Exception {
        Set<Object> failed = new HashSet<>();
        trial.queue.fault((operation, entry) -> {
            String name = Trial.member(((Outgoing) entry).body(), "/username");
            return name.endsWith("3") && failed.add(name)
                    ? new Outcome.Retryable("InternalError")
                    : null;
        });
        EnqueueResult done = trial.send(file);
        assertThat(done.sent()).isEqualTo(MANY);
        assertThat(Trial.members(trial.queue, "/username")).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(failed).hasSize(MANY / 10);
    }

    @Test
    void a_queue_that_is_throttled_for_a_minute_is_waited_for() throws Exception {
        trial.queue.fault((operation, entry) ->
                trial.time.gone().toSeconds() < 60
                        ? new Outcome.Retryable("RequestThrottled")
                        : null);
        assertThat(trial.send(file).end()).isEqualTo(End.COMPLETE);
        assertThat(trial.queue.size()).isEqualTo(MANY);
    }

    @Test
    void a_queue_that_takes_nothing_for_three_minutes_ends_it_and_nothing_is_lost()
            throws Exception {
        AtomicInteger taken = new AtomicInteger();
        trial.queue.fault((operation, entry) ->
                taken.incrementAndGet() > 250 ? new Outcome.Retryable("SdkClientException") : null);
        assertThatThrownBy(() -> trial.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessage("the queue bulk has taken nothing for 3 minutes: SdkClientException");
        assertThat(trial.time.gone()).isGreaterThan(Duration.ofMinutes(3));
        trial.queue.fault((operation, entry) -> null);
        assertThat(trial.send(file).already()).isEqualTo(250);
        assertThat(Trial.members(trial.queue, "/username")).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void a_queue_that_is_not_there_ends_it_at_once() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        trial.queue.fault((operation, entry) ->
                taken.incrementAndGet() > 55 ? new Outcome.Unavailable("AccessDenied") : null);
        assertThatThrownBy(() -> trial.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                        "the queue bulk takes nothing: AccessDenied; check its name and the"
                                + " permission sqs:SendMessage");
        assertThat(trial.time.gone()).isLessThan(Duration.ofSeconds(10));
        assertThat(trial.queue.calls("send")).isLessThan(MANY / 10);
        trial.queue.fault((operation, entry) -> null);
        assertThat(trial.send(file).already()).isEqualTo(55);
        assertThat(Trial.members(trial.queue, "/username")).hasSize(MANY).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bug_ends_it_and_the_run_is_not_taken_for_complete(boolean error) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        trial.queue.fault((operation, entry) -> {
            if (taken.incrementAndGet() == MANY - 5) {
                if (error) {
                    throw new AssertionError("hunter2");
                }
                throw new IllegalStateException("hunter2");
            }
            return null;
        });
        assertThatThrownBy(() -> trial.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("sending ended in java.lang.")
                .hasMessageNotContaining("hunter2");
        EnqueueResult rest = trial.send(file);
        assertThat(rest.already() + rest.sent()).isEqualTo(MANY);
        assertThat(Trial.members(trial.queue, "/username").distinct()).hasSize(MANY);
    }

    @Test
    void a_stop_leaves_what_the_queue_does_not_take_for_another_time() throws Exception {
        trial.queue.fault((operation, entry) -> new Outcome.Retryable("RequestThrottled"));
        trial.stopped = () -> trial.time.gone().toSeconds() > 60;
        assertThat(trial.send(file).end()).isEqualTo(End.STOPPED);
        assertThat(trial.time.gone()).isLessThan(Duration.ofMinutes(3));
        trial.queue.fault((operation, entry) -> null);
        trial.stopped = () -> false;
        assertThat(trial.send(file).sent()).isEqualTo(MANY);
    }

    @Test
    void a_stop_with_nothing_left_but_what_is_on_its_way_is_no_end_of_the_run() throws Exception {
        Path few = trial.file("few.csv", Trial.people(30, 100));
        trial.queue.fault((operation, entry) -> new Outcome.Retryable("RequestThrottled"));
        trial.stopped = () -> trial.time.gone().toSeconds() > 60;
        assertThat(trial.send(few).end()).isEqualTo(End.STOPPED);
        trial.queue.fault((operation, entry) -> null);
        trial.stopped = () -> false;
        assertThat(trial.send(few).sent()).isEqualTo(30);
    }

    @Test
    void a_fifo_queue_orders_by_user_and_drops_what_the_same_run_sends_twice() throws Exception {
        FakeQueue fifo = new FakeQueue("bulk.fifo", trial.time);
        trial.send(file, fifo);
        assertThat(fifo.size()).isEqualTo(MANY);
        Trial.write(trial.run.resolve("sent.log"), new byte[0]);
        Trial.write(
                trial.run.resolve("run.json"),
                Trial.read(trial.run.resolve("run.json"))
                        .replace("\"complete\" : true", "\"complete\" : false")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(trial.send(file, fifo).sent()).isEqualTo(MANY);
        assertThat(fifo.size()).as("the same run").isEqualTo(MANY);
        assertThat(fifo.contents().stream().map(message -> message.order().groupId()).distinct())
                .hasSize(MANY)
                .allMatch(group -> group.matches("[0-9a-f]{32}"));
        trial.send(file, fifo, null);
        assertThat(fifo.size()).as("another run").isEqualTo(2 * MANY);
    }
}
