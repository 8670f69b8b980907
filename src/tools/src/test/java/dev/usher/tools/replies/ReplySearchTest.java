package dev.usher.tools.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplySearchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ReplyDesk desk = new ReplyDesk("replies");

    @Test
    void a_reply_is_told_as_soon_as_it_comes_and_deleted_only_when_it_is_taken() throws Exception {
        ReplySearch search = desk.search("a", "m-1");
        desk.after(Duration.ofSeconds(7), () -> desk.queue.put(ReplyDesk.reply("a", "m-1")));
        assertThat(search.await(MINUTE)).isInstanceOf(AwaitedReply.Reply.class);
        assertThat(desk.passed()).isLessThan(Duration.ofSeconds(8));
        assertThat(desk.queue.size()).isOne();
        assertThat(search.take()).isEmpty();
        assertThat(desk.queue.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replies", "replies.fifo"})
    void it_is_found_behind_three_hundred_others_which_are_all_given_back(String queue) {
        ReplyDesk busy = new ReplyDesk(queue);
        for (int i = 0; i < 300; i++) {
            busy.foreign(i);
        }
        String own = ReplyDesk.reply("a", "m-1");
        if (busy.queue.fifo()) {
            busy.queue.putInGroup("mine", own);
        } else {
            busy.queue.put(own);
        }
        assertThat(busy.search("a", "m-1").await(MINUTE)).isInstanceOf(AwaitedReply.Reply.class);
        assertThat(busy.passed()).isLessThan(Duration.ofSeconds(2));
        assertThat(busy.queue.size()).isEqualTo(301);
        assertThat(busy.queue.inFlight()).as("its own, until it is taken").isOne();
    }

    @Test
    void others_are_received_a_few_times_a_minute_and_never_deleted() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            others.add(desk.foreign(i));
        }
        assertThat(desk.search("a", "m-1").await(MINUTE)).isEqualTo(new AwaitedReply.Nothing(""));
        assertThat(desk.passed()).isBetween(MINUTE, MINUTE.plusSeconds(5));
        assertThat(desk.queue.size()).isEqualTo(25);
        assertThat(desk.queue.inFlight()).isZero();
        assertThat(others)
                .allSatisfy(id -> assertThat(desk.queue.receiveCount(id)).isBetween(2, 13));
    }

    @Test
    void other_readers_get_theirs_within_seconds() {
        // Polls short and seldom, so that it has to be lucky.
        List<Message> got = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            desk.foreign(i);
        }
        for (int tenths = 3; tenths < 200; tenths += 7) {
            desk.after(Duration.ofMillis(100L * tenths), () -> read(got));
        }
        desk.search("a", "m-1").await(Duration.ofSeconds(20));
        assertThat(got).hasSize(15);
        assertThat(desk.queue.size()).isEqualTo(15);
    }

    private void read(List<Message> got) {
        try {
            got.addAll(desk.queue.receive(10, Duration.ZERO, Duration.ofMinutes(10)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_busy_queue_leaves_most_of_the_time_to_its_readers() {
        for (int i = 0; i < 600; i++) {
            int number = i;
            desk.after(Duration.ofMillis(100L * i), () -> desk.foreign(number));
        }
        desk.search("a", "m-1").await(MINUTE);
        assertThat(desk.queue.inFlight()).isZero();
        assertThat(desk.queue.size()).isEqualTo(600);
    }

    @Test
    void a_reply_of_the_same_id_to_another_message_is_not_taken_for_it() {
        desk.queue.put(ReplyDesk.reply("a", "m-of-somebody-else"));
        desk.queue.put(ReplyDesk.reply("b", "m-1"));
        desk.queue.put("this is no JSON");
        assertThat(desk.search("a", "m-1").await(MINUTE)).isInstanceOf(AwaitedReply.Nothing.class);
        assertThat(desk.queue.size()).isEqualTo(3);
        assertThat(desk.queue.inFlight()).isZero();
    }

    @Test
    void a_reply_that_came_twice_is_told_once_and_both_copies_go() throws Exception {
        desk.queue.put(ReplyDesk.reply("a", "m-1"));
        desk.queue.put(ReplyDesk.reply("a", "m-1"));
        ReplySearch search = desk.search("a", "m-1");
        ReplyLine reply = ((AwaitedReply.Reply) search.await(MINUTE)).reply();
        assertThat(reply.text("/failure/code")).isEqualTo("USERNAME_EXISTS");
        assertThat(search.take()).isEmpty();
        assertThat(desk.queue.size()).isZero();
    }

    @Test
    void whoever_stops_it_gets_everything_back() {
        for (int i = 0; i < 15; i++) {
            desk.foreign(i);
        }
        desk.after(Duration.ofMillis(500), () -> desk.stopped.set(true));
        assertThat(desk.search("a", "m-1").await(MINUTE)).isInstanceOf(AwaitedReply.Stopped.class);
        assertThat(desk.queue.inFlight()).isZero();
        assertThat(desk.passed()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void an_interrupt_gives_everything_back() {
        for (int i = 0; i < 15; i++) {
            desk.foreign(i);
        }
        Thread thread = Thread.currentThread();
        desk.after(Duration.ofMillis(500), thread::interrupt);
        assertThat(desk.search("a", "m-1").await(MINUTE)).isInstanceOf(AwaitedReply.Stopped.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(desk.queue.inFlight()).isZero();
    }

    @Test
    void trouble_that_passes_is_waited_out_and_trouble_that_stays_is_told() {
        desk.queue.receiveFault(new QueueException("replies", "ReceiveMessage", "Throttled"));
        desk.after(Duration.ofMillis(200), () -> desk.queue.receiveFault(null));
        desk.after(Duration.ofSeconds(5), () -> desk.queue.put(ReplyDesk.reply("a", "m-1")));
        assertThat(desk.search("a", "m-1").await(MINUTE)).isInstanceOf(AwaitedReply.Reply.class);

        desk.queue.receiveFault(new QueueException("replies", "ReceiveMessage", "AccessDenied"));
        assertThat(desk.search("b", "m-2").await(MINUTE))
                .isInstanceOfSatisfying(
                        AwaitedReply.Nothing.class,
                        nothing -> assertThat(nothing.error()).contains("AccessDenied"));
        assertThat(desk.passed()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_delete_is_tried_again_and_what_hinders_it_is_told() throws Exception {
        desk.queue.put(ReplyDesk.reply("a", "m-1"));
        ReplySearch search = desk.search("a", "m-1");
        search.await(MINUTE);
        desk.queue.fault((operation, _) ->
                operation.equals("delete") ? new Outcome.Retryable("Throttled") : null);
        assertThat(search.take()).isEqualTo("Throttled");
        assertThat(desk.queue.calls("delete")).isEqualTo(5);
        desk.queue.fault((_, _) -> null);
        assertThat(search.take()).isEmpty();
        assertThat(desk.queue.size()).isZero();
    }

    @Test
    void what_cannot_be_given_back_comes_back_by_itself_within_seconds() {
        desk.foreign(1);
        desk.queue.fault((operation, _) ->
                operation.equals("changeVisibility") ? new Outcome.Retryable("Throttled") : null);
        desk.after(Duration.ofMillis(500), () -> desk.stopped.set(true));
        desk.search("a", "m-1").await(MINUTE);
        assertThat(desk.queue.inFlight()).isOne();
        desk.pause(ReplySearch.HIDDEN);
        assertThat(desk.queue.inFlight()).isZero();
    }
}
