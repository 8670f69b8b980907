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

/** Batches to an unreliable queue. */
@Timeout(20)
final class BatchSenderTest {
    private static final int MANY = 600;

    @TempDir private Path home;
    private EnqueueFixture fixture;
    private Path file;

    @BeforeEach
    void begin() {
        fixture = new EnqueueFixture(home);
        file = fixture.file(EnqueueFixture.people(MANY, 10_000));
    }

    @Test
    void entries_of_a_batch_that_fail_are_sent_again_and_the_others_are_not() throws Exception {
        Set<Object> failed = new HashSet<>();
        fixture.queue.fault((operation, entry) -> {
            String name = EnqueueFixture.member(((Outgoing) entry).body(), "/username");
            return name.endsWith("3") && failed.add(name)
                    ? new Outcome.Retryable("InternalError")
                    : null;
        });
        EnqueueResult done = fixture.send(file);
        assertThat(done.sent()).isEqualTo(MANY);
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(MANY)
                .doesNotHaveDuplicates();
        assertThat(failed).hasSize(MANY / 10);
    }

    @Test
    void a_queue_that_is_throttled_for_a_minute_is_waited_for() throws Exception {
        fixture.queue.fault((operation, entry) ->
                fixture.time.gone().toSeconds() < 60
                        ? new Outcome.Retryable("RequestThrottled")
                        : null);
        assertThat(fixture.send(file).end()).isEqualTo(End.COMPLETE);
        assertThat(fixture.queue.size()).isEqualTo(MANY);
    }

    @Test
    void a_queue_that_takes_nothing_for_three_minutes_ends_it_and_nothing_is_lost()
            throws Exception {
        AtomicInteger taken = new AtomicInteger();
        fixture.queue.fault((operation, entry) ->
                taken.incrementAndGet() > 250 ? new Outcome.Retryable("SdkClientException") : null);
        assertThatThrownBy(() -> fixture.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessage("the queue bulk has taken nothing for 3 minutes: SdkClientException");
        assertThat(fixture.time.gone()).isGreaterThan(Duration.ofMinutes(3));
        fixture.queue.fault((operation, entry) -> null);
        assertThat(fixture.send(file).already()).isEqualTo(250);
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(MANY)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_queue_that_is_not_there_ends_it_at_once() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        fixture.queue.fault((operation, entry) ->
                taken.incrementAndGet() > 55 ? new Outcome.Unavailable("AccessDenied") : null);
        assertThatThrownBy(() -> fixture.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                        "the queue bulk takes nothing: AccessDenied; check its name and the"
                                + " permission sqs:SendMessage");
        assertThat(fixture.time.gone()).isLessThan(Duration.ofSeconds(10));
        assertThat(fixture.queue.calls("send")).isLessThan(MANY / 10);
        fixture.queue.fault((operation, entry) -> null);
        assertThat(fixture.send(file).already()).isEqualTo(55);
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(MANY)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bug_ends_it_and_the_run_is_not_taken_for_complete(boolean error) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        fixture.queue.fault((operation, entry) -> {
            if (taken.incrementAndGet() == MANY - 5) {
                if (error) {
                    throw new AssertionError("hunter2");
                }
                throw new IllegalStateException("hunter2");
            }
            return null;
        });
        assertThatThrownBy(() -> fixture.send(file))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("sending ended in java.lang.")
                .hasMessageNotContaining("hunter2");
        EnqueueResult rest = fixture.send(file);
        assertThat(rest.already() + rest.sent()).isEqualTo(MANY);
        assertThat(EnqueueFixture.members(fixture.queue, "/username").distinct()).hasSize(MANY);
    }

    @Test
    void a_stop_leaves_what_the_queue_does_not_take_for_another_time() throws Exception {
        fixture.queue.fault((operation, entry) -> new Outcome.Retryable("RequestThrottled"));
        fixture.stopped = () -> fixture.time.gone().toSeconds() > 60;
        assertThat(fixture.send(file).end()).isEqualTo(End.STOPPED);
        assertThat(fixture.time.gone()).isLessThan(Duration.ofMinutes(3));
        fixture.queue.fault((operation, entry) -> null);
        fixture.stopped = () -> false;
        assertThat(fixture.send(file).sent()).isEqualTo(MANY);
    }

    @Test
    void a_stop_with_nothing_left_but_what_is_on_its_way_is_no_end_of_the_run() throws Exception {
        Path few = fixture.file("few.csv", EnqueueFixture.people(30, 100));
        fixture.queue.fault((operation, entry) -> new Outcome.Retryable("RequestThrottled"));
        fixture.stopped = () -> fixture.time.gone().toSeconds() > 60;
        assertThat(fixture.send(few).end()).isEqualTo(End.STOPPED);
        fixture.queue.fault((operation, entry) -> null);
        fixture.stopped = () -> false;
        assertThat(fixture.send(few).sent()).isEqualTo(30);
    }

    @Test
    void a_fifo_queue_orders_by_user_and_drops_what_the_same_run_sends_twice() throws Exception {
        FakeQueue fifo = new FakeQueue("bulk.fifo", fixture.time);
        fixture.send(file, fifo);
        assertThat(fifo.size()).isEqualTo(MANY);
        EnqueueFixture.write(fixture.run.resolve("sent.log"), new byte[0]);
        EnqueueFixture.write(
                fixture.run.resolve("run.json"),
                EnqueueFixture.read(fixture.run.resolve("run.json"))
                        .replace("\"complete\" : true", "\"complete\" : false")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(fixture.send(file, fifo).sent()).isEqualTo(MANY);
        assertThat(fifo.size()).as("the same run").isEqualTo(MANY);
        assertThat(fifo.contents().stream().map(message -> message.order().groupId()).distinct())
                .hasSize(MANY)
                .allMatch(group -> group.matches("[0-9a-f]{32}"));
        fixture.send(file, fifo, null);
        assertThat(fifo.size()).as("another run").isEqualTo(2 * MANY);
    }
}
