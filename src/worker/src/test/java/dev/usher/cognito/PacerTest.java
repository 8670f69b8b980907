package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

    /** Every turn at the end of its slot. */
    private static final RandomGenerator PUNCTUAL = () -> 0;

    private Instant now = START;
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @Test
    void the_rate_is_held_over_many_calls() throws InterruptedException {
        Pacer pacer = new Pacer(50, () -> now, this::sleep, PUNCTUAL);
        for (int i = 0; i < 501; i++) {
            pacer.await(INTERACTIVE);
        }
        assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void the_first_call_waits_for_nothing_and_each_later_one_for_its_place() throws Exception {
        Pacer pacer = new Pacer(10, () -> now, pauses::add, PUNCTUAL);
        for (int i = 0; i < 4; i++) {
            pacer.await(INTERACTIVE);
        }
        assertThat(pauses)
                .as("each in the order in which it asked, one spacing after the one before")
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(300));
    }

    @Test
    void no_two_calls_have_one_turn_however_many_ask_at_once() throws Exception {
        Pacer pacer = new Pacer(1000, () -> now, pauses::add, PUNCTUAL);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(
                        threads.submit(() -> {
                            pacer.await(INTERACTIVE);
                            return true;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(pauses).hasSize(199).doesNotHaveDuplicates();
        assertThat(Collections.max(pauses)).isEqualTo(Duration.ofMillis(199));
    }

    @Test
    void idle_time_is_not_saved_up_for_a_burst() throws InterruptedException {
        Pacer pacer = new Pacer(10, () -> now, this::sleep, PUNCTUAL);
        pacer.await(INTERACTIVE);
        now = now.plusSeconds(60);
        Instant after = now;
        pacer.await(INTERACTIVE);
        assertThat(now).isEqualTo(after);
        pacer.await(INTERACTIVE);
        pacer.await(INTERACTIVE);
        assertThat(Duration.between(after, now)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_slow_caller_does_not_wait_for_a_turn_that_is_past() throws InterruptedException {
        Pacer pacer = new Pacer(10, () -> now, this::sleep, PUNCTUAL);
        for (int i = 0; i < 5; i++) {
            pacer.await(INTERACTIVE);
            now = now.plusMillis(150);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void each_category_has_a_pace_of_its_own_and_a_default() throws InterruptedException {
        PacerConfig pacerConfig =
                new PacerConfig(
                        Map.of(QuotaCategory.USER_CREATION, 10.0),
                        () -> now,
                        pauses::add,
                        PUNCTUAL);
        Pacers pacers = pacerConfig.pacers();
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            pacers.await(quotaCategory, INTERACTIVE);
        }
        assertThat(pauses).isEmpty();
        pacers.await(QuotaCategory.USER_CREATION, INTERACTIVE);
        pacers.await(QuotaCategory.USER_UPDATE, INTERACTIVE);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(40));
    }

    @Test
    void a_rate_of_nothing_is_refused() {
        for (double rate : new double[] {0, -1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Pacer(rate, () -> now, this::sleep, PUNCTUAL));
        }
    }

    private void sleep(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }
}
