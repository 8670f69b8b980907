package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A poll gets what is left of a FIFO group at the very moment at which another thread gives it
 * back: after SQS has it, before that thread has let go of it.
 */
@Timeout(60)
final class OvertakingTest {
    private final Bench bench = Bench.fifo();
    private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Thread> first = new AtomicReference<>();

    @Test
    void a_message_that_is_just_being_given_back_is_not_overtaken_by_those_behind_it()
            throws Exception {
        bench.handler =
                delivery -> {
                    if (first.compareAndSet(null, Thread.currentThread())) {
                        return new HandlerResult.Postponed(Duration.ZERO, "not yet");
                    }
                    answered.add(delivery.request().id());
                    return Bench.answered();
                };
        for (String id : List.of("a1", "a2", "a3")) {
            bench.requests.putInGroup("a", id + " ann");
        }
        Rendezvous queue = new Rendezvous();
        Worker worker = bench.worker(new Lane(queue, bench.deadLetters, bench.replies, Map.of()));
        worker.iteration();
        queue.awaitGivenBack();
        worker.iteration();
        await().until(worker::idle);
        assertThat(answered).doesNotContain("a3");

        while (answered.size() < 3) {
            worker.iteration();
            await().until(worker::idle);
        }
        assertThat(answered).containsExactly("a1", "a2", "a3");
        assertThat(bench.requests.size()).isZero();
    }

    /** Brings both threads to the point at which they meet. */
    private final class Rendezvous implements Queue {
        private final CountDownLatch givenBack = new CountDownLatch(1);
        private final CountDownLatch secondTaken = new CountDownLatch(1);

        void awaitGivenBack() throws InterruptedException {
            assertThat(givenBack.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public List<Outcome> changeVisibility(List<Visibility> entries) {
            List<Outcome> outcomes = bench.requests.changeVisibility(entries);
            if (entries.size() == 2) {
                givenBack.countDown();
                Threads.await(secondTaken);
            }
            return outcomes;
        }

        @Override
        public List<Message> receive(int max, Duration wait, Duration visibilityTimeout)
                throws InterruptedException {
            List<Message> messages = bench.requests.receive(max, wait, visibilityTimeout);
            if (givenBack.getCount() > 0 || secondTaken.getCount() == 0) {
                return messages;
            }
            return new AbstractList<>() {
                @Override
                public Message get(int index) {
                    if (index == 2) {
                        secondTaken.countDown();
                        Threads.join(first.get());
                    }
                    return messages.get(index);
                }

                @Override
                public int size() {
                    return messages.size();
                }
            };
        }

        @Override
        public String name() {
            return bench.requests.name();
        }

        @Override
        public String url() {
            return bench.requests.url();
        }

        @Override
        public List<Outcome> send(List<Outgoing> entries) {
            return bench.requests.send(entries);
        }

        @Override
        public List<Outcome> delete(List<String> receiptHandles) {
            return bench.requests.delete(receiptHandles);
        }

        @Override
        public Outcome probe() {
            return bench.requests.probe();
        }
    }

    /** Waits without checked exceptions, as the interface has none. */
    private static final class Threads {
        static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static void join(Thread thread) {
            try {
                assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
