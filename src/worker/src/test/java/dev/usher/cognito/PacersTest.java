package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.BULK;
import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cognito.Pacer.Turn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacersTest {
    private final Map<QuotaCategory, Pacer> each = new EnumMap<>(QuotaCategory.class);
    private final Pacers pacers = new Pacers(this::pacer);

    @Test
    void there_is_room_for_bulk_until_a_seconds_worth_of_it_waits() {
        assertThat(pacers.roomForBulk()).isTrue();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            turns.add(of(QuotaCategory.USER_CREATION).ask(BULK));
        }
        assertThat(pacers.roomForBulk()).isTrue();
        turns.add(of(QuotaCategory.USER_CREATION).ask(BULK));
        assertThat(pacers.roomForBulk()).isFalse();
        turns.getFirst().leave();
        assertThat(pacers.roomForBulk()).isTrue();
    }

    @Test
    void there_is_none_while_an_interactive_call_waits_in_any_category() {
        Turn turn = of(QuotaCategory.USER_UPDATE).ask(INTERACTIVE);
        assertThat(pacers.roomForBulk()).isFalse();
        assertThat(turn.claim()).isEqualTo(Duration.ZERO);
        assertThat(pacers.roomForBulk()).isTrue();
    }

    @Test
    void the_rates_in_force_are_on_the_metrics() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        pacers.report(meters);
        Turn turn = of(QuotaCategory.USER_CREATION).ask(INTERACTIVE);
        turn.claim();
        turn.throttled();
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            assertThat(
                            meters.get("usher.pacer.rate")
                                    .tag("category", quotaCategory.name())
                                    .gauge()
                                    .value())
                    .isEqualTo(of(quotaCategory).rate());
        }
        assertThat(of(QuotaCategory.USER_CREATION).rate()).isEqualTo(48.75);
    }

    private Pacer of(QuotaCategory quotaCategory) {
        Pacer pacer = each.get(quotaCategory);
        assertThat(pacer).isNotNull();
        return pacer;
    }

    private Pacer pacer(QuotaCategory quotaCategory) {
        Pacer pacer =
                new Pacer(
                        quotaCategory.defaultRate(),
                        () -> Lines.START,
                        duration -> {
                            throw new AssertionError("nobody waits here");
                        },
                        () -> 0);
        each.put(quotaCategory, pacer);
        return pacer;
    }
}
