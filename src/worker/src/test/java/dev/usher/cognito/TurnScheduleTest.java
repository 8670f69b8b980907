package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TurnScheduleTest {
    @Test
    void a_fall_of_the_rate_makes_nobody_wait_longer_for_what_was_given_up_before() {
        Instant now = Instant.parse("2026-11-22T20:00:00Z");
        TurnSchedule bulk = new TurnSchedule();
        bulk.take(now, 50, 0);
        // Five minutes of interactive traffic that is always a little early.
        for (int i = 0; i < 15_000; i++) {
            bulk.giveUpSlot(now, 50);
            now = now.plusMillis(19).plusNanos(900_000);
        }
        Duration ahead = Duration.between(now, bulk.next(50));
        Duration slower = Duration.between(now, bulk.next(12.5));
        assertThat(ahead).isBetween(Duration.ZERO, Duration.ofSeconds(2));
        assertThat(slower).isLessThan(ahead.plus(Duration.ofMillis(100)));
    }
}
