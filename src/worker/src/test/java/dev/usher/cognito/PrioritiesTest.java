package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.BULK;
import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interactive and bulk calls at one pacer. */
class PrioritiesTest {
    private static final Duration SLOT = Duration.ofMillis(20);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void an_interactive_call_in_a_flood_of_bulk_waits_for_its_own_slot_alone(long seed) {
        Random random = new Random(seed);
        Lines lines = new Lines(50, random);
        lines.ask(BULK, 2000);
        for (int i = 0; i < 100; i++) {
            lines.ask(INTERACTIVE, 1);
            lines.pass(SLOT.plusMillis(random.nextInt(100)));
        }
        lines.ask(INTERACTIVE, 3);
        lines.pass(Duration.ofSeconds(1));
        List<Lines.Gone> interactive = interactive(lines);
        assertThat(interactive).as("seed %d", seed).hasSize(103);
        assertThat(interactive.subList(0, 101))
                .allSatisfy(call -> assertThat(call.waited()).isZero());
        assertThat(interactive.get(101).waited()).isLessThanOrEqualTo(SLOT);
        assertThat(interactive.get(102).waited()).isLessThanOrEqualTo(SLOT.multipliedBy(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bulk_starves_while_interactive_uses_the_whole_rate(long seed) {
        Lines lines = new Lines(50, new Random(seed));
        lines.ask(BULK, 1);
        lines.ask(BULK, 100);
        lines.ask(INTERACTIVE, 501);
        lines.pass(Duration.ofSeconds(10));
        assertThat(lines.waiting(INTERACTIVE)).isZero();
        assertThat(lines.gone(BULK, SLOT, Duration.ofSeconds(10))).as("seed %d", seed).isZero();
        lines.pass(Duration.ofSeconds(1));
        assertThat(lines.gone(BULK, Duration.ofSeconds(10), Duration.ofSeconds(11)))
                .isBetween(48L, 51L);
    }

    @Test
    void bulk_whose_slot_has_come_waits_while_an_interactive_call_does() {
        Iterator<Double> early = List.of(0.9, 0.0, 0.0, 0.0).iterator();
        Lines lines = new Lines(50, () -> (long) (early.next() * (1L << 53)) << 11);
        lines.ask(BULK, 1);
        lines.pass(Duration.ofSeconds(1));
        lines.ask(INTERACTIVE, 2);
        lines.ask(BULK, 1);
        lines.pass(Duration.ofSeconds(1));
        assertThat(lines.gone)
                .extracting(Lines.Gone::traffic)
                .containsExactly(BULK, INTERACTIVE, INTERACTIVE, BULK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void interactive_calls_that_fill_their_lane_without_waiting_in_it_leave_nothing_either(
            long seed) {
        Lines lines = new Lines(50, new Random(seed));
        lines.ask(BULK, 100);
        for (int i = 0; i < 500; i++) {
            lines.ask(INTERACTIVE, 1);
            lines.pass(SLOT);
        }
        assertThat(lines.gone(BULK, SLOT, Duration.ofSeconds(10)))
                .as("seed %d", seed)
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bulk_takes_what_interactive_leaves_and_both_together_hold_the_rate(long seed) {
        Random random = new Random(seed);
        Lines lines = new Lines(50, random);
        lines.ask(BULK, 2000);
        for (int i = 0; i < 600; i++) {
            lines.ask(INTERACTIVE, 1);
            lines.pass(Duration.ofMillis(random.nextInt(100)));
        }
        Duration five = Duration.ofSeconds(5);
        for (Duration from = Duration.ZERO;
                from.compareTo(Duration.ofSeconds(20)) < 0;
                from = from.plusMillis(50)) {
            long bulk = lines.gone(BULK, from, from.plus(five));
            long interactive = lines.gone(INTERACTIVE, from, from.plus(five));
            assertThat(bulk + interactive)
                    .as("seed %d, from %s: %d of bulk, %d others", seed, from, bulk, interactive)
                    .isBetween(246L, 253L);
        }
    }

    private static List<Lines.Gone> interactive(Lines lines) {
        return lines.gone.stream().filter(call -> call.traffic() == INTERACTIVE).toList();
    }
}
