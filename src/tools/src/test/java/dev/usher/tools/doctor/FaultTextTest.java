package dev.usher.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FaultTextTest {
    @Test
    void the_text_after_the_first_semicolon_is_the_fix() {
        assertThat(FaultText.of("it is broken (X); fix it; or not", "?"))
                .isEqualTo(new FaultText("it is broken (X)", "fix it; or not"));
    }

    @Test
    void a_message_without_a_fix_gets_the_default() {
        assertThat(FaultText.of("it must be JSON", "put it right"))
                .isEqualTo(new FaultText("it must be JSON", "put it right"));
    }
}
