package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import dev.usher.flow.AllowedMembers;
import dev.usher.flow.Delivery;
import dev.usher.flow.FlowContext;
import dev.usher.flow.HandlerResult;
import dev.usher.flow.MemoryLedger;
import dev.usher.flow.RequestHandler;
import dev.usher.flow.UserPool;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.FailureCode;
import dev.usher.message.Request;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import dev.usher.message.Secret;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole requests over HTTP in pools of every kind, with an app client that has a secret: after the
 * first call Cognito goes by the internal username, and so must the SECRET_HASH.
 */
class PoolKindsTest {
    private static final String ADDRESS = "ada@example.com";
    private static final Secret PASSWORD = Secret.of("correct-horse-7");

    private static EmbeddedPool pool;
    private int messages;
    private RequestHandler requestHandler;

    @BeforeAll
    static void start() {
        pool = new EmbeddedPool();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void plain() {
        pool.fresh();
        requestHandler = reception();
    }

    private void byEmail() {
        pool.fresh(made -> made.usernameAttributesWithStrings("email"), client -> {});
        requestHandler = reception();
    }

    private void withAlias() {
        pool.fresh(made -> made.aliasAttributesWithStrings("email"), client -> {});
        requestHandler = reception();
    }

    @Test
    void a_plain_pool_signs_up_signs_in_and_refreshes() {
        everything("ada", "ada");
    }

    @Test
    void a_pool_that_signs_in_by_email_signs_up_signs_in_and_refreshes() {
        byEmail();
        String internal = everything(ADDRESS, ADDRESS);
        assertThat(internal).as("the sub").isNotEqualTo(ADDRESS).hasSize(36);
    }

    @Test
    void a_pool_with_an_alias_signs_up_and_signs_in_by_it_and_refreshes() {
        withAlias();
        assertThat(everything("ada", ADDRESS)).isEqualTo("ada");
    }

    /** Gives the internal username. */
    private String everything(String username, String signsInAs) {
        Result.Succeeded made = succeeded(handle(signUp("order-1", username)));
        assertThat(made.tokens()).isNotNull();
        assertThat(made.user().status()).isEqualTo("CONFIRMED");
        Result.Succeeded signedIn =
                succeeded(handle(new SignIn(envelope("order-2", signsInAs), PASSWORD)));
        assertThat(signedIn.user()).isEqualTo(made.user());
        Secret token = signedIn.tokens().refreshToken();
        Result.Succeeded refreshed =
                succeeded(handle(new Refresh(envelope("order-3", made.user().username()), token)));
        assertThat(refreshed.user().sub()).isEqualTo(made.user().sub());
        return made.user().username();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_challenge_is_answered_by_the_internal_username_whatever_name_led_to_it(boolean alias) {
        if (alias) {
            withAlias();
        } else {
            byEmail();
        }
        UserPool userPool = pool.userPool();
        Secret temporary = Secret.of("temporary-horse-1");
        userPool.create(
                new UserPool.NewUser(
                        alias ? "ada" : ADDRESS,
                        Map.of("email", ADDRESS, "email_verified", "true"),
                        temporary,
                        false,
                        Map.of()));
        Step.Asked asked = (Step.Asked) userPool.signIn(ADDRESS, temporary, Map.of());
        String internal = userPool.find(ADDRESS).orElseThrow().user().username();
        assertThat(asked.username()).isEqualTo(internal).isNotEqualTo(ADDRESS);
        assertThat(userPool.setNewPassword(asked, PASSWORD, Map.of()))
                .isInstanceOfSatisfying(
                        Step.SignedIn.class,
                        step -> assertThat(step.user().username()).isEqualTo(internal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdminCreateUser", "AdminInitiateAuth", "AdminRespondToAuthChallenge"})
    void a_sign_up_by_email_survives_a_lost_answer_at_every_call(String operation) {
        byEmail();
        for (Kind kind : Kind.values()) {
            String username =
                    "%s-%s@example.com".formatted(operation, kind).toLowerCase(Locale.ROOT);
            pool.aws.faults().set(List.of(Rule.next(operation, kind, 1)));
            HandlerResult handlerResult = handleUntilAnswered(signUp(username, username));
            assertThat(succeeded(handlerResult).user().status())
                    .as("%s", kind)
                    .isEqualTo("CONFIRMED");
            assertThat(pool.aws.faults().rules()).as("the fault did strike").isEmpty();
        }
        assertThat(pool.sdk.listUsers(r -> r.userPoolId(pool.poolId())).users())
                .hasSize(Kind.values().length)
                .allSatisfy(user -> assertThat(user.userStatusAsString()).isEqualTo("CONFIRMED"));
    }

    @Test
    void a_taken_address_is_refused_and_its_owner_untouched() {
        byEmail();
        succeeded(handle(signUp("order-1", ADDRESS)));
        String before = pool.aws.cognito().snapshot(pool.poolId(), ADDRESS);
        assertThat(code(handle(signUp("order-2", ADDRESS)))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(pool.aws.cognito().snapshot(pool.poolId(), ADDRESS)).isEqualTo(before);
    }

    @Test
    void a_taken_alias_is_refused_and_nobody_is_made() {
        withAlias();
        succeeded(handle(signUp("order-1", "ada")));
        assertThat(code(handle(signUp("order-2", "bob")))).isEqualTo(FailureCode.ALIAS_EXISTS);
        UserPool userPool = pool.userPool();
        assertThat(userPool.find("bob")).isEmpty();
        assertThat(userPool.signIn(ADDRESS, PASSWORD, Map.of()))
                .isInstanceOfSatisfying(
                        Step.SignedIn.class,
                        step -> assertThat(step.user().username()).isEqualTo("ada"));
    }

    @Test
    void a_username_that_is_another_users_alias_is_a_strangers() {
        withAlias();
        succeeded(handle(signUp("order-1", "ada")));
        String before = pool.aws.cognito().snapshot(pool.poolId(), "ada");
        HandlerResult handlerResult = handle(signUp("order-2", ADDRESS));
        assertThat(answered(handlerResult).result()).isInstanceOf(Result.Failed.class);
        assertThat(pool.aws.cognito().snapshot(pool.poolId(), "ada")).isEqualTo(before);
    }

    @Test
    void a_sign_up_works_where_the_pool_may_not_be_described() {
        for (String operation : List.of("DescribeUserPool", "DescribeUserPoolClient")) {
            pool.aws
                    .faults()
                    .add(
                            Rule.next(operation, Kind.ERROR_BEFORE, Integer.MAX_VALUE)
                                    .withError("AccessDeniedException", 400));
        }
        assertThat(succeeded(handle(signUp("order-1", "ada"))).tokens()).isNotNull();
        HandlerResult weak =
                handle(
                        new SignUp(
                                envelope("order-2", "bob"),
                                Secret.of("short"),
                                Map.of(),
                                List.of(),
                                Finish.TOKENS));
        assertThat(code(weak)).as("Cognito itself refuses").isEqualTo(FailureCode.INVALID_PASSWORD);
        assertThat(pool.userPool().find("bob")).isEmpty();
    }

    @Test
    void a_policy_that_was_tightened_since_it_was_read_leaves_no_half_made_user() {
        succeeded(handle(signUp("order-1", "ada")));
        pool.sdk.updateUserPool(r ->
                r.userPoolId(pool.poolId())
                        .policies(policies -> policies.passwordPolicy(p -> p.minimumLength(20))));
        assertThat(code(handle(signUp("order-2", "bob")))).isEqualTo(FailureCode.INVALID_PASSWORD);
        assertThat(pool.userPool().find("bob")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 40, 99})
    void a_temporary_password_fits_every_minimum_that_a_pool_can_set(int minimum) {
        pool.fresh(
                made ->
                        made.policies(policies ->
                                policies.passwordPolicy(policy ->
                                        policy.minimumLength(minimum)
                                                .requireLowercase(true)
                                                .requireUppercase(true)
                                                .requireNumbers(true)
                                                .requireSymbols(true))),
                client -> {});
        requestHandler = reception();
        SignUp invited =
                new SignUp(
                        envelope("order-1", "ada"),
                        null,
                        Map.of("email", ADDRESS),
                        List.of(),
                        Finish.INVITE);
        assertThat(succeeded(handle(invited)).user().status()).isEqualTo("FORCE_CHANGE_PASSWORD");
        assertThat(pool.aws.cognito().outbox().messages().getLast().code()).hasSize(99);
    }

    @Test
    void a_group_that_is_missing_fails_its_request_alone() {
        SignUp asks =
                new SignUp(
                        envelope("order-1", "ada"),
                        PASSWORD,
                        Map.of(),
                        List.of("missing"),
                        Finish.TOKENS);
        assertThat(code(handle(asks))).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(pool.userPool().find("ada")).isEmpty();
        succeeded(handle(signUp("order-2", "bob")));
    }

    @Test
    void a_revoked_permission_holds_the_worker_and_costs_no_attempt() {
        pool.aws
                .faults()
                .set(
                        List.of(
                                Rule.next(
                                                "AdminRespondToAuthChallenge",
                                                Faults.Kind.ERROR_BEFORE,
                                                Integer.MAX_VALUE)
                                        .withError("AccessDeniedException", 400)));
        SignUp request = signUp("order-1", "ada");
        for (int i = 0; i < 5; i++) {
            assertThat(handle(request)).isInstanceOf(HandlerResult.Held.class);
        }
        pool.aws.faults().clear();
        HandlerResult handlerResult = handle(request);
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(answered(handlerResult).attempts()).isEqualTo(1);
    }

    private static Envelope envelope(String id, String username) {
        return new Envelope(id, username, null, null, Map.of());
    }

    private static SignUp signUp(String id, String username) {
        String address = username.contains("@") ? username : ADDRESS;
        return new SignUp(
                envelope(id, username),
                PASSWORD,
                Map.of("email", address, "email_verified", "true"),
                List.of(),
                Finish.TOKENS);
    }

    private HandlerResult handle(Request request) {
        messages++;
        return requestHandler.handle(
                new Delivery(
                        request, "message-" + messages, pool.now, messages > 1, 1, () -> true));
    }

    private HandlerResult handleUntilAnswered(Request request) {
        for (int i = 0; i < 6; i++) {
            HandlerResult handlerResult = handle(request);
            if (handlerResult instanceof HandlerResult.Answered) {
                return handlerResult;
            }
            pool.now = pool.now.plusSeconds(60);
        }
        throw new AssertionError("no answer after six deliveries");
    }

    private RequestHandler reception() {
        List<Keys> keys = List.of(new Keys(new byte[32]));
        KeyRing ring =
                new KeyRing() {
                    @Override
                    public List<Keys> versions() {
                        return keys;
                    }

                    @Override
                    public List<Keys> reread() {
                        return keys;
                    }
                };
        return new RequestHandler(
                new FlowContext(
                        pool.userPool(),
                        ring,
                        new AllowedMembers(group -> true, attribute -> true),
                        () -> pool.now),
                new MemoryLedger(),
                new RequestHandler.Rules(5, Duration.ofSeconds(60)));
    }

    private static HandlerResult.Answered answered(HandlerResult handlerResult) {
        assertThat(handlerResult).isInstanceOf(HandlerResult.Answered.class);
        return (HandlerResult.Answered) handlerResult;
    }

    private static Result.Succeeded succeeded(HandlerResult handlerResult) {
        assertThat(answered(handlerResult).result()).isInstanceOf(Result.Succeeded.class);
        return (Result.Succeeded) answered(handlerResult).result();
    }

    private static FailureCode code(HandlerResult handlerResult) {
        assertThat(answered(handlerResult).result()).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) answered(handlerResult).result()).failure().code();
    }
}
