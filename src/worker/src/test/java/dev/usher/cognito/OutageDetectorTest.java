package dev.usher.cognito;

import static dev.usher.emulator.control.Faults.Kind.DROP_AFTER;
import static dev.usher.emulator.control.Faults.Kind.DROP_BEFORE;
import static dev.usher.emulator.control.Faults.Kind.ERROR_AFTER;
import static dev.usher.emulator.control.Faults.Kind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.Faults.Rule;
import dev.usher.flow.CognitoOutage;
import dev.usher.flow.TransientFault;
import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.NewUser;
import dev.usher.message.Secret;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outages of all, of one operation, and what only looks like one; over HTTP. */
class OutageDetectorTest {
    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final int TRIES = 4;

    /** The calls of one operation that the breaker looks back on. */
    private static final int WINDOW = 50;

    private static EmbeddedPool pool;
    private CognitoUserPool userPool;

    @BeforeAll
    static void start() {
        pool = new EmbeddedPool();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void fresh() {
        pool.fresh();
        userPool = pool.cognitoDirectory();
        userPool.rules();
        pool.now = pool.now.plusSeconds(60);
    }

    @ParameterizedTest
    @EnumSource(Faults.Kind.class)
    void when_nobody_is_answered_a_call_ends_in_an_outage_after_its_tries(Faults.Kind kind) {
        fail("*", kind, ALWAYS);
        assertThatThrownBy(() -> userPool.find("ada"))
                .isInstanceOf(CognitoOutage.class)
                .hasMessageContaining("AdminGetUser");
        assertThat(userPool.inOrder()).isFalse();

        pool.aws.faults().clear();
        assertThat(userPool.inOrder()).isTrue();
        pool.now = pool.now.plusSeconds(2);
        assertThat(userPool.find("ada")).isEmpty();
    }

    @Test
    void a_call_that_fails_while_others_are_answered_is_no_outage() {
        fail("AdminCreateUser", ERROR_BEFORE, TRIES);
        assertThatThrownBy(this::create).isInstanceOf(TransientFault.class);
        assertThat(userPool.inOrder()).isTrue();
        assertThat(create()).isInstanceOf(Creation.Created.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Kind.class,
            names = {"ERROR_AFTER", "DROP_AFTER"})
    void an_outage_tells_that_the_call_may_have_had_its_effect(Faults.Kind kind) {
        fail("*", kind, ALWAYS);
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(
                        CognitoOutage.class, outage -> assertThat(outage.unclear()).isTrue());
        pool.aws.faults().clear();
        assertThat(userPool.find("ada")).isPresent();
    }

    @Test
    void throttling_is_no_outage_however_long_it_lasts() {
        pool.aws
                .faults()
                .add(
                        Rule.next("*", ERROR_BEFORE, ALWAYS)
                                .withError("TooManyRequestsException", 400));
        for (int i = 0; i < WINDOW; i++) {
            assertThatThrownBy(() -> userPool.find("ada")).isInstanceOf(TransientFault.class);
        }
        assertThat(userPool.inOrder()).isTrue();
    }

    @Test
    void an_operation_that_fails_for_many_is_called_no_more_until_it_works_again() {
        fail("AdminCreateUser", DROP_BEFORE, ALWAYS);
        exhaust();
        long calls =
                pool.calls(
                        "AdminCreateUser",
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                assertThatThrownBy(this::create)
                                        .isInstanceOf(CognitoOutage.class)
                                        .hasMessageContaining("AdminCreateUser");
                            }
                        });
        assertThat(calls).isZero();
        assertThat(userPool.find("ada")).as("what works goes on").isEmpty();
        assertThat(userPool.inOrder()).as("though reads are answered").isFalse();

        pool.aws.faults().clear();
        assertThat(userPool.inOrder()).isTrue();
        assertThat(create()).isInstanceOf(Creation.Created.class);
    }

    @Test
    void odd_requests_alone_open_no_breaker_since_the_probe_is_answered() {
        fail("AdminCreateUser", ERROR_BEFORE, WINDOW);
        for (int calls = 0; calls < WINDOW; calls += TRIES) {
            try {
                create();
            } catch (TransientFault fault) {
                assertThat(fault).hasMessage("InternalErrorException");
            }
        }
        assertThat(userPool.inOrder()).isTrue();
        assertThat(userPool.find("ada")).isPresent();
    }

    @Test
    void however_many_ask_it_is_looked_at_once_a_second() {
        fail("AdminCreateUser", ERROR_AFTER, ALWAYS);
        long looks =
                pool.calls(
                        "AdminGetUser",
                        () -> {
                            for (int i = 0; i < 5; i++) {
                                assertThatThrownBy(this::create).isInstanceOf(TransientFault.class);
                            }
                        });
        assertThat(looks).isEqualTo(1);
        pool.now = pool.now.plusSeconds(1);
        assertThat(
                        pool.calls(
                                "AdminGetUser",
                                () ->
                                        assertThatThrownBy(this::create)
                                                .isInstanceOf(TransientFault.class)))
                .isEqualTo(1);
    }

    @Test
    void a_refusal_of_everybody_in_an_outage_is_not_the_operators_fault() {
        pool.aws
                .faults()
                .add(
                        Rule.next("AdminCreateUser", ERROR_BEFORE, 1)
                                .withError("AccessDeniedException", 400));
        fail("*", DROP_AFTER, ALWAYS);
        assertThatThrownBy(this::create).isInstanceOf(CognitoOutage.class);
    }

    private void exhaust() {
        for (int calls = 0; calls < WINDOW; calls += TRIES) {
            assertThatThrownBy(this::create)
                    .isInstanceOfAny(TransientFault.class, CognitoOutage.class);
        }
    }

    private static void fail(String operation, Faults.Kind kind, int times) {
        pool.aws.faults().add(Rule.next(operation, kind, times));
    }

    private Creation create() {
        return userPool.create(
                new NewUser("ada", Map.of(), Secret.of("temporary-horse-1"), false, Map.of()));
    }
}
