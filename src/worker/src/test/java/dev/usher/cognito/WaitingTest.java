package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.BULK;
import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cognito.Pacer.Turn;
import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for a turn: in order, interruptible, and never by the rate of yesterday. */
@Timeout(60)
class WaitingTest {
    private final List<Thread> threads = new ArrayList<>();

    /** In the order in which they became first in line. */
    private final List<Integer> first = Collections.synchronizedList(new ArrayList<>());

    private final List<Integer> interrupted = Collections.synchronizedList(new ArrayList<>());

    /** A pause ends when the test lets one pass. */
    private final Semaphore passed = new Semaphore(0);

    private final Waiter gate =
            duration -> {
                first.add(Integer.valueOf(Thread.currentThread().getName()));
                passed.acquire();
            };
    private final Pacer pacer = new Pacer(10, () -> Lines.START, gate, () -> 0);

    @Test
    void who_comes_first_is_served_first() throws InterruptedException {
        assertThat(pacer.ask(INTERACTIVE).claim()).isZero();
        for (int i = 0; i < 50; i++) {
            start(i);
        }
        passed.release(50);
        join();
        assertThat(first).isEqualTo(IntStream.range(0, 50).boxed().toList());
        assertThat(pacer.waiting(INTERACTIVE)).isZero();
    }

    @Test
    void whoever_is_interrupted_leaves_the_line_and_the_next_one_goes_on() throws Exception {
        assertThat(pacer.ask(INTERACTIVE).claim()).isZero();
        for (int i = 0; i < 10; i++) {
            start(i);
        }
        assertThat(pacer.waiting(INTERACTIVE)).isEqualTo(10);
        for (int i : new int[] {0, 4, 9}) {
            threads.get(i).interrupt();
            threads.get(i).join();
        }
        assertThat(pacer.waiting(INTERACTIVE)).isEqualTo(7);
        passed.release(7);
        join();
        assertThat(interrupted).containsExactly(0, 4, 9);
        assertThat(first).containsExactly(0, 1, 2, 3, 5, 6, 7, 8);
        assertThat(pacer.waiting(INTERACTIVE)).isZero();
    }

    @Test
    void an_interrupted_call_uses_no_slot_up() {
        Lines lines = new Lines(10, () -> 0);
        lines.ask(INTERACTIVE, 1);
        Turn gone = lines.pacer.ask(INTERACTIVE);
        assertThat(gone.claim()).isEqualTo(Duration.ofMillis(100));
        gone.leave();
        lines.ask(INTERACTIVE, 1);
        lines.pass(Duration.ofMillis(100));
        assertThat(lines.gone).hasSize(2);
        assertThat(lines.pacer.waiting(INTERACTIVE)).isZero();
    }

    @Test
    void a_waiter_that_returns_at_once_holds_nobody_up() throws InterruptedException {
        List<Duration> pauses = new ArrayList<>();
        Pacer hasty = new Pacer(10, () -> Lines.START, pauses::add, () -> 0);
        for (int i = 0; i < 12; i++) {
            hasty.await(BULK).throttled();
        }
        assertThat(hasty.rate()).isLessThan(10);
        assertThat(pauses).hasSizeLessThan(50).allMatch(Duration::isPositive);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_rate_that_falls_holds_for_those_who_wait_already(long seed) {
        Lines lines = new Lines(50, new Random(seed));
        lines.ask(INTERACTIVE, 200);
        lines.pass(Duration.ofSeconds(1));
        assertThat(lines.gone).hasSizeBetween(50, 52);
        for (Lines.Gone last : lines.gone.subList(45, 50)) {
            last.turn().throttled();
        }
        assertThat(lines.pacer.rate()).isBetween(12.0, 50.0);
        Duration fall = Duration.ofMillis(1300);
        lines.pass(Duration.ofSeconds(5));
        assertThat(lines.gone(INTERACTIVE, fall, fall.plusSeconds(4)))
                .as("seed %d: four seconds, of which one rests", seed)
                .isBetween(36L, 60L);
    }

    @Test
    void a_clock_that_is_set_back_delays_nobody_and_lets_nobody_pass() {
        Lines lines = new Lines(10, () -> 0);
        lines.ask(INTERACTIVE, 40);
        lines.pass(Duration.ofSeconds(1));
        lines.setBack(Duration.ofHours(1));
        lines.pass(Duration.ofSeconds(1));
        lines.setBack(Duration.ofHours(-1));
        lines.pass(Duration.ofSeconds(1));
        Instant last = Lines.START;
        assertThat(lines.gone).hasSizeBetween(29, 31);
        for (Lines.Gone each : lines.gone) {
            assertThat(Duration.between(last, each.went())).isLessThan(Duration.ofMillis(201));
            last = each.went();
        }
    }

    /** Starts one that waits, and returns when it does. */
    private void start(int number) {
        Thread thread =
                Thread.ofVirtual()
                        .name(String.valueOf(number))
                        .start(() -> {
                            try {
                                pacer.await(INTERACTIVE);
                            } catch (InterruptedException e) {
                                interrupted.add(number);
                            }
                        });
        threads.add(thread);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
