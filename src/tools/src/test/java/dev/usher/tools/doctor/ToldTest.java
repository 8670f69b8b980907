package dev.usher.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ToldTest {
    @Test
    void what_stands_behind_the_first_semicolon_is_the_mend() {
        assertThat(Told.of("it is broken (X); mend it; or not", "?"))
                .isEqualTo(new Told("it is broken (X)", "mend it; or not"));
    }

    @Test
    void what_has_no_mend_of_its_own_gets_another() {
        assertThat(Told.of("it must be JSON", "put it right"))
                .isEqualTo(new Told("it must be JSON", "put it right"));
    }
}
