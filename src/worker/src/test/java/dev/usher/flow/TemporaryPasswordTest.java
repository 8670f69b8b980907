package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.PoolRules.CharacterClass;
import dev.usher.message.Secret;
import dev.usher.secrets.Keys;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemporaryPasswordTest {
    private static final Keys KEYS = World.key(1);

    @Test
    void the_same_inputs_give_the_same_password() {
        assertThat(derive(World.key(1), "pool", "ada", "order-1"))
                .isEqualTo(derive(KEYS, "pool", "ada", "order-1"));
    }

    @Test
    void each_input_and_the_key_make_a_difference() {
        Set<String> passwords = new HashSet<>();
        passwords.add(derive(KEYS, "pool", "ada", "order-1"));
        passwords.add(derive(World.key(2), "pool", "ada", "order-1"));
        passwords.add(derive(KEYS, "pool2", "ada", "order-1"));
        passwords.add(derive(KEYS, "pool", "Ada", "order-1"));
        passwords.add(derive(KEYS, "pool", "ada", "order-2"));
        assertThat(passwords).hasSize(5);
    }

    @Test
    void the_end_of_one_input_is_not_the_beginning_of_the_next() {
        Set<String> passwords = new HashSet<>();
        passwords.add(derive(KEYS, "pool", "ada", "order-1"));
        passwords.add(derive(KEYS, "poola", "da", "order-1"));
        passwords.add(derive(KEYS, "pool", "adaorder", "-1"));
        passwords.add(derive(KEYS, "poolada", "", "order-1"));
        passwords.add(derive(KEYS, "pool", "adaorder-1", ""));
        assertThat(passwords).hasSize(5);
    }

    @Test
    void every_password_has_99_characters_of_all_four_classes() {
        PoolRules strictest = new PoolRules(99, EnumSet.allOf(CharacterClass.class), Set.of());
        for (int i = 0; i < 2000; i++) {
            String password = derive(KEYS, "pool", "ada", "order-" + i);
            assertThat(password).hasSize(99).matches("[A-Za-z2-9!#$%&*+-]*");
            assertThat(strictest.problem(Secret.of(password))).isEmpty();
        }
    }

    @Test
    void is_as_long_as_any_policy_can_ask_for() {
        assertThat(derive(KEYS, "pool", "ada", "order-1")).hasSize(99);
    }

    @Test
    void no_block_of_a_long_password_repeats_another() {
        String password = TemporaryPassword.derive(KEYS, "pool", "ada", "order-1").reveal();
        assertThat(password.substring(4, 32)).isNotEqualTo(password.substring(36, 64));
        assertThat(password.substring(36, 64)).isNotEqualTo(password.substring(68, 96));
    }

    private static String derive(Keys keys, String pool, String username, String id) {
        return TemporaryPassword.derive(keys, pool, username, id).reveal();
    }
}
