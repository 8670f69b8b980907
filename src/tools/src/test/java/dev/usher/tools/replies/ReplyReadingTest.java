package dev.usher.tools.replies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.SimulatedTime;
import dev.usher.tools.replies.ReplyReading.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads replies from a queue, and leaves those for other readers. */
@Timeout(20)
final class ReplyReadingTest {
    private static final Duration SHORT = Duration.ofMillis(10);

    private final SimulatedTime time = new SimulatedTime();
    private final FakeQueue queue = new FakeQueue("replies", time);
    private final FakeTaker book = new FakeTaker();

    private ReplyReading reading(ReplyReading.Taker taker, Duration wait, Duration idle) {
        return reading(taker, wait, idle, time, time);
    }

    private ReplyReading reading(
            ReplyReading.Taker taker,
            Duration wait,
            Duration idle,
            InstantSource clock,
            Waiter waiter) {
        return new ReplyReading(
                queue, taker, new ReplyReading.Terms(wait, idle, clock, waiter, new Random(1)));
    }

    private void put(String what, int many) {
        for (int i = 0; i < many; i++) {
            queue.put(what + " " + i);
        }
    }

    @Test
    void what_is_ours_is_taken_and_what_is_not_is_there_for_others_at_the_end() throws Exception {
        put("others", 33);
        put("ours", 47);
        put("others", 20);
        book.most = 47;
        reading(book, SHORT, null).read();
        assertThat(book.taken).hasSize(47);
        assertThat(queue.bodies()).hasSize(53).allMatch(body -> body.startsWith("others"));
        assertThat(queue.inFlight()).as("hidden from others").isZero();
        assertThat(queue.receiveCount("replies-1")).as("not again and again").isEqualTo(1);
    }

    @Test
    void nothing_is_deleted_before_it_is_on_the_disk() throws Exception {
        put("ours", 200);
        book.most = 200;
        Set<Object> early = ConcurrentHashMap.newKeySet();
        queue.fault((operation, entry) -> {
            if (operation.equals("delete") && !book.secured.contains(entry)) {
                early.add(entry);
            }
            return null;
        });
        reading(book, SHORT, null).read();
        assertThat(early).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void what_cannot_be_put_on_the_disk_is_not_deleted_and_given_back() {
        put("ours", 15);
        put("others", 5);
        FakeTaker full =
                new FakeTaker() {
                    @Override
                    public void secure() {
                        throw CommandException.failed("No space left on device");
                    }
                };
        ends(full, "No space left on device");
        assertThat(queue.size()).isEqualTo(20);
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.calls("delete")).isZero();
    }

    @Test
    void a_bug_in_looking_at_replies_ends_it_and_gives_back() {
        put("ours", 15);
        for (Throwable bug :
                new Throwable[] {new IllegalStateException("x"), new AssertionError("x")}) {
            FakeTaker broken =
                    new FakeTaker() {
                        @Override
                        public Verdict take(Message message) {
                            if (bug instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) bug;
                        }
                    };
            ends(broken, "reading ended in " + bug.getClass().getName());
            assertThat(queue.inFlight()).isZero();
        }
        assertThat(queue.size()).isEqualTo(15);
    }

    @Test
    void a_delete_that_fails_is_tried_again() throws Exception {
        put("ours", 30);
        book.most = 30;
        Set<Object> failed = new HashSet<>();
        queue.fault((operation, entry) ->
                operation.equals("delete") && failed.add(entry)
                        ? new Outcome.Retryable("InternalError")
                        : null);
        reading(book, SHORT, null).read();
        assertThat(queue.size()).isZero();
        assertThat(failed).hasSize(30);
    }

    @Test
    void a_delete_that_never_works_leaves_the_reply_and_ends_nothing() throws Exception {
        put("ours", 5);
        book.most = 5;
        queue.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Retryable("InternalError") : null);
        reading(book, SHORT, null).read();
        assertThat(queue.size()).as("they come again, and are known then").isEqualTo(5);
        assertThat(queue.calls("delete")).isLessThanOrEqualTo(20);
    }

    @Test
    void a_missing_permission_to_delete_is_reported_in_one_line_and_everything_given_back() {
        put("ours", 5);
        put("others", 5);
        queue.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Unavailable("AccessDenied") : null);
        ends(
                book,
                "replies can't be deleted from replies: AccessDenied; check the permission"
                        + " sqs:DeleteMessage");
        assertThat(queue.size()).isEqualTo(10);
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void what_could_not_be_put_aside_is_given_back_at_the_end_all_the_same() throws Exception {
        put("others", 5);
        put("ours", 5);
        book.most = 5;
        AtomicInteger faults = new AtomicInteger();
        queue.fault((operation, entry) ->
                operation.equals("changeVisibility") && faults.incrementAndGet() <= 5
                        ? new Outcome.Retryable("RequestThrottled")
                        : null);
        FakeTaker slow =
                new FakeTaker() {
                    @Override
                    public boolean enough() {
                        boolean enough = secured.size() >= 5 && faults.get() >= 5;
                        if (enough) {
                            time.pause(Duration.ofSeconds(7));
                        }
                        return enough;
                    }
                };
        reading(slow, SHORT, null).read();
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void a_queue_out_of_reach_for_two_minutes_is_waited_for() throws Exception {
        put("ours", 5);
        book.most = 5;
        queue.receiveFault(new QueueException("replies", "ReceiveMessage", "SdkClientException"));
        ReplyReading reading =
                reading(
                        book,
                        SHORT,
                        null,
                        time,
                        pause -> {
                            time.pause(pause);
                            if (time.gone().toSeconds() > 100) {
                                queue.receiveFault(null);
                            }
                        });
        reading.read();
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_queue_out_of_reach_for_three_minutes_ends_it() {
        queue.receiveFault(new QueueException("replies", "ReceiveMessage", "SdkClientException"));
        ends(book, "ReceiveMessage on replies failed: SdkClientException");
        assertThat(time.gone()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(30));
    }

    @Test
    void a_queue_that_may_not_be_read_ends_it_at_once() {
        queue.receiveFault(new QueueException("replies", "ReceiveMessage", "AccessDenied"));
        ends(book, "ReceiveMessage on replies failed: AccessDenied");
        assertThat(time.gone()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_stop_ends_polls_that_wait_and_hides_nothing() throws Exception {
        put("others", 5);
        ReplyReading reading = reading(book, Duration.ofSeconds(20), null);
        Thread reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                reading.read();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        await().until(() -> queue.calls("changeVisibility") > 0 && queue.calls("receive") >= 8);
        reading.stop();
        assertThat(reader.join(Duration.ofSeconds(5))).as("at once").isTrue();
        assertThat(queue.inFlight()).isZero();
        reading.read(); // Stopped once, it begins nothing more.
    }

    @Test
    void a_stop_in_the_middle_of_a_batch_leaves_the_rest_of_it() throws Exception {
        put("ours", 10);
        AtomicReference<ReplyReading> reading = new AtomicReference<>();
        FakeTaker stopping =
                new FakeTaker() {
                    @Override
                    public Verdict take(Message message) {
                        reading.get().stop();
                        return super.take(message);
                    }
                };
        reading.set(reading(stopping, SHORT, null));
        reading.get().read();
        assertThat(stopping.secured).hasSameSizeAs(stopping.taken);
        assertThat(queue.size()).isEqualTo(10 - stopping.taken.size()).isPositive();
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void it_ends_when_nothing_came_for_as_long_as_was_said() throws Exception {
        put("ours", 3);
        put("others", 3);
        put("noted", 3);
        Waiter real = pause -> Thread.sleep(pause);
        reading(book, SHORT, Duration.ofSeconds(1), InstantSource.system(), real).read();
        assertThat(book.taken).hasSize(3);
        assertThat(queue.size()).as("noted ones stay").isEqualTo(6);
    }

    @Test
    void a_complete_taker_reads_nothing() throws Exception {
        put("ours", 3);
        book.most = 0;
        reading(book, SHORT, null).read();
        assertThat(queue.calls()).isZero();
    }

    private void ends(ReplyReading.Taker taker, String message) {
        assertThatThrownBy(() -> reading(taker, SHORT, null).read())
                .isInstanceOf(CommandException.class)
                .hasMessage(message);
    }
}
