package dev.usher.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FaultTextTest {
    @Test
    void what_stands_behind_the_first_semicolon_is_the_mend() {
        assertThat(FaultText.of("it is broken (X); fix it; or not", "?"))
                .isEqualTo(new FaultText("it is broken (X)", "fix it; or not"));
    }

    @Test
    void what_has_no_mend_of_its_own_gets_another() {
        assertThat(FaultText.of("it must be JSON", "put it right"))
                .isEqualTo(new FaultText("it must be JSON", "put it right"));
    }
}
