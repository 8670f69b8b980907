package dev.usher.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usher.flow.World;
import dev.usher.secrets.Keys.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Keys KEYS = World.key(1);

    @Test
    void each_purpose_has_a_key_of_its_own() {
        Set<String> signatures = new HashSet<>();
        for (Purpose purpose : Purpose.values()) {
            signatures.add(hex(KEYS.hmac(purpose, "the same text")));
        }
        assertThat(signatures).hasSameSizeAs(Purpose.values());
    }

    @Test
    void each_master_key_has_signatures_and_a_version_of_its_own() {
        Keys other = World.key(2);
        assertThat(other.version()).isNotEqualTo(KEYS.version());
        assertThat(World.key(1).version()).isEqualTo(KEYS.version());
        for (Purpose purpose : Purpose.values()) {
            assertThat(other.hmac(purpose, "x")).isNotEqualTo(KEYS.hmac(purpose, "x"));
        }
    }

    @Test
    void the_version_is_no_part_of_the_master_key_nor_of_what_it_signs() {
        byte[] master = new byte[32];
        Arrays.fill(master, (byte) 1);
        assertThat(hex(master)).doesNotContain(KEYS.version());
        for (Purpose purpose : Purpose.values()) {
            if (purpose != Purpose.VERSION) {
                assertThat(hex(KEYS.hmac(purpose))).doesNotContain(KEYS.version());
            }
        }
        assertThat(KEYS.toString()).isEqualTo("Keys[" + KEYS.version() + "]");
    }

    @Test
    void where_one_part_ends_and_the_next_begins_makes_a_difference() {
        Set<String> signatures = new HashSet<>();
        signatures.add(hex(KEYS.hmac(Purpose.FINGERPRINT, "ab", "c")));
        signatures.add(hex(KEYS.hmac(Purpose.FINGERPRINT, "a", "bc")));
        signatures.add(hex(KEYS.hmac(Purpose.FINGERPRINT, "abc")));
        signatures.add(hex(KEYS.hmac(Purpose.FINGERPRINT, "abc", "")));
        signatures.add(hex(KEYS.hmac(Purpose.FINGERPRINT, "", "abc")));
        assertThat(signatures).hasSize(5);
    }

    @Test
    void a_key_of_31_bytes_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Keys(new byte[31]));
        assertThat(new Keys(new byte[32]).version()).hasSize(12);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
