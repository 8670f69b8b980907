package dev.usher.cognito;

import static dev.usher.emulator.control.Faults.Kind.DROP_AFTER;
import static dev.usher.emulator.control.Faults.Kind.DROP_BEFORE;
import static dev.usher.emulator.control.Faults.Kind.ERROR_AFTER;
import static dev.usher.emulator.control.Faults.Kind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.Faults.Rule;
import dev.usher.flow.ClaimLost;
import dev.usher.flow.OperatorFault;
import dev.usher.flow.PoolRules;
import dev.usher.flow.Refusal;
import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.TransientFault;
import dev.usher.flow.UserPool;
import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.NewUser;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Secret;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;

/** What the user pool does about faults on the way, over HTTP. */
class CognitoCallsTest {
    private static final Secret TEMPORARY = Secret.of("temporary-horse-1");
    private static final Secret PASSWORD = Secret.of("correct-horse-7");
    private static final Map<String, String> NONE = Map.of();
    private static final int ALWAYS = Integer.MAX_VALUE;

    private static EmbeddedPool pool;
    private UserPool userPool;

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
        userPool = pool.userPool();
        userPool.rules();
    }

    @Test
    void three_tries_that_failed_are_followed_by_a_fourth() {
        fault("AdminGetUser", ERROR_BEFORE, 3, "InternalErrorException", 500);
        long calls = pool.calls("AdminGetUser", () -> assertThat(userPool.find("ada")).isEmpty());
        assertThat(calls).isEqualTo(4);
    }

    @Test
    void after_four_tries_it_gives_up_and_the_pauses_between_were_full_jitter() {
        fault("AdminDeleteUser", ERROR_BEFORE, ALWAYS, "ACodeThatNobodyKnows", 400);
        long calls =
                pool.calls(
                        "AdminDeleteUser",
                        () ->
                                assertThatThrownBy(() -> userPool.delete("ada"))
                                        .isInstanceOf(TransientFault.class)
                                        .hasMessage("ACodeThatNobodyKnows"));
        assertThat(calls).isEqualTo(4);
        assertThat(pool.jitterBounds).containsExactly(100L, 200L, 400L);
    }

    @Test
    void a_throttled_call_goes_back_to_its_pacer_nine_times() {
        fault("AdminCreateUser", ERROR_BEFORE, 9, "TooManyRequestsException", 400);
        long calls =
                pool.calls(
                        "AdminCreateUser",
                        () -> assertThat(create()).isInstanceOf(Creation.Created.class));
        assertThat(calls).isEqualTo(10);
        assertThat(pool.jitterBounds).as("the pacer alone makes it wait").isEmpty();
    }

    @Test
    void a_quota_that_is_used_up_for_everybody_says_nothing_of_the_request() {
        fault("AdminCreateUser", ERROR_BEFORE, ALWAYS, "TooManyRequestsException", 400);
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.throttled()).isTrue());
    }

    @Test
    void a_request_that_is_throttled_alone_counts_as_one_that_failed() {
        fault("AdminCreateUser", ERROR_BEFORE, 10, "TooManyRequestsException", 400);
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.throttled()).isFalse());
    }

    @Test
    void a_final_no_is_not_tried_again() {
        long calls =
                pool.calls(
                        "AdminInitiateAuth",
                        () ->
                                assertThat(userPool.signIn("nobody", PASSWORD, NONE))
                                        .isInstanceOf(Step.Refused.class));
        assertThat(calls).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Kind.class,
            names = {"ERROR_AFTER", "DROP_AFTER"})
    void a_create_whose_answer_was_lost_finds_its_own_user_and_says_so(Faults.Kind kind) {
        pool.aws.faults().add(Rule.next("AdminCreateUser", kind, 1));
        assertThat(create()).isEqualTo(taken(true));
        assertThat(userPool.find("ada")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Kind.class,
            names = {"ERROR_BEFORE", "DROP_BEFORE"})
    void nobody_can_tell_that_a_lost_create_had_no_effect(Faults.Kind kind) {
        create();
        pool.aws.faults().add(Rule.next("AdminCreateUser", kind, 1));
        assertThat(create()).isEqualTo(taken(true));
    }

    @Test
    void a_throttled_create_is_known_to_have_had_no_effect() {
        create();
        fault("AdminCreateUser", ERROR_BEFORE, 1, "TooManyRequestsException", 400);
        assertThat(create()).isEqualTo(taken(false));
    }

    @Test
    void a_refusal_after_a_lost_create_says_that_it_may_have_been_made() {
        pool.aws.faults().add(Rule.next("AdminCreateUser", DROP_AFTER, 1));
        fault("AdminCreateUser", ERROR_BEFORE, 1, "UserLambdaValidationException", 400);
        assertThat(create())
                .isEqualTo(
                        new Creation.Refused(
                                new Refusal(Kind.TRIGGER, "UserLambdaValidationException"), true));
    }

    @Test
    void a_create_that_is_never_answered_ends_unclear_even_if_the_last_try_was_clear() {
        pool.aws.faults().add(Rule.next("AdminCreateUser", DROP_BEFORE, 1));
        fault("AdminCreateUser", ERROR_BEFORE, ALWAYS, "TooManyRequestsException", 400);
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.unclear()).isTrue());
    }

    @Test
    void the_fence_is_asked_before_every_try() {
        AtomicInteger asked = new AtomicInteger();
        fault("AdminCreateUser", ERROR_BEFORE, 2, "TooManyRequestsException", 400);
        Creation creation = userPool.behind(asked::incrementAndGet).create(ada());
        assertThat(creation).isInstanceOf(Creation.Created.class);
        assertThat(asked).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_fence_that_closes_lets_no_further_try_out(int tries) {
        fault("AdminCreateUser", ERROR_BEFORE, ALWAYS, "TooManyRequestsException", 400);
        AtomicInteger left = new AtomicInteger(tries);
        UserPool fenced =
                userPool.behind(() -> {
                    if (left.getAndDecrement() == 0) {
                        throw new ClaimLost("closed");
                    }
                });
        long calls =
                pool.calls(
                        "AdminCreateUser",
                        () ->
                                assertThatThrownBy(() -> fenced.create(ada()))
                                        .isInstanceOf(ClaimLost.class));
        assertThat(calls).isEqualTo(tries);
    }

    @Test
    void a_rotated_client_secret_is_read_again_before_it_counts_as_wrong() {
        confirmed();
        List<Secret> right = pool.secrets;
        AtomicInteger reads = new AtomicInteger();
        pool.secrets = List.of(Secret.of("outOfDate"));
        pool.reread =
                () -> {
                    reads.incrementAndGet();
                    pool.secrets = right;
                    return right;
                };
        assertThat(userPool.signIn("ada", PASSWORD, NONE)).isInstanceOf(Step.SignedIn.class);
        assertThat(userPool.signIn("ada", PASSWORD, NONE)).isInstanceOf(Step.SignedIn.class);
        assertThat(reads).hasValue(1);
    }

    @Test
    void the_previous_version_is_used_while_cognito_does_not_know_the_new_one() {
        confirmed();
        pool.secrets = List.of(Secret.of("notInForceYetButSoonItWillBe"), pool.secrets.getFirst());
        long calls =
                pool.calls(
                        "AdminInitiateAuth",
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                assertThat(userPool.signIn("ada", PASSWORD, NONE))
                                        .isInstanceOf(Step.SignedIn.class);
                            }
                        });
        assertThat(calls).as("the version that works is remembered").isEqualTo(4);
    }

    @Test
    void a_client_secret_that_is_wrong_in_every_version_is_the_operators_fault() {
        confirmed();
        for (List<Secret> versions :
                List.of(
                        List.of(Secret.of("wrong")),
                        List.of(Secret.of("wrong"), Secret.of("wrong before")),
                        List.<Secret>of())) {
            pool.secrets = versions;
            assertThatThrownBy(() -> userPool.signIn("ada", PASSWORD, NONE))
                    .as("%d versions", versions.size())
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining("clientSecret");
        }
    }

    @Test
    void a_refused_permission_that_the_probe_does_not_meet_is_the_requests_own() {
        fault("AdminCreateUser", ERROR_BEFORE, 1, "AccessDeniedException", 400);
        assertThat(create()).isInstanceOf(Creation.Created.class);
    }

    @Test
    void a_refused_permission_that_the_probe_meets_too_is_the_operators_fault() {
        fault("AdminCreateUser", ERROR_BEFORE, ALWAYS, "AccessDeniedException", 400);
        long calls =
                pool.calls(
                        "AdminCreateUser",
                        () ->
                                assertThatThrownBy(this::create)
                                        .isInstanceOf(OperatorFault.class)
                                        .hasMessageContaining("AdminCreateUser")
                                        .hasMessageContaining("AccessDeniedException")
                                        .hasMessageContaining("role"));
        assertThat(calls).as("one call and one probe").isEqualTo(2);
    }

    @Test
    void a_probe_makes_nobody() {
        fault("AdminCreateUser", ERROR_BEFORE, 1, "AccessDeniedException", 400);
        create();
        assertThat(pool.sdk.listUsers(r -> r.userPoolId(pool.poolId())).users()).hasSize(1);
    }

    @Test
    void a_deleted_pool_and_a_client_that_is_not_there_are_the_operators_fault() {
        UserPool stray = pool.userPool(new PoolIds(pool.poolId(), "0123456789abcdef0123456789"));
        assertThatThrownBy(() -> stray.signIn("ada", PASSWORD, NONE))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining("USHER_CLIENT_ID");
        pool.sdk.deleteUserPool(r -> r.userPoolId(pool.poolId()));
        assertThatThrownBy(() -> userPool.find("ada"))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining("USHER_USER_POOL_ID");
    }

    @Test
    void a_client_without_the_password_flow_is_the_operators_fault() {
        pool.fresh(
                made -> {},
                client -> client.explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH));
        userPool = pool.userPool();
        create();
        assertThatThrownBy(() -> userPool.signIn("ada", TEMPORARY, NONE))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining("ALLOW_ADMIN_USER_PASSWORD_AUTH");
    }

    @Test
    void a_rotating_refresh_token_is_traded_for_another_and_good_once() {
        rotating();
        confirmed();
        Secret first = refreshToken();
        assertThat(userPool.rotatesRefreshTokens()).isTrue();
        Step.SignedIn traded = (Step.SignedIn) userPool.refresh("ada", first, NONE);
        assertThat(traded.tokens().refreshToken()).isNotNull().isNotEqualTo(first);
        assertThat(userPool.refresh("ada", first, NONE))
                .isInstanceOfSatisfying(
                        Step.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Kind.INVALID_REFRESH_TOKEN));
    }

    @ParameterizedTest
    @EnumSource(Faults.Kind.class)
    void a_rotating_refresh_token_is_never_tried_again_after_an_unclear_fault(Faults.Kind kind) {
        rotating();
        confirmed();
        Secret token = refreshToken();
        pool.aws.faults().add(Rule.next("GetTokensFromRefreshToken", kind, 1));
        long calls =
                pool.calls(
                        "GetTokensFromRefreshToken",
                        () ->
                                assertThatThrownBy(() -> userPool.refresh("ada", token, NONE))
                                        .isInstanceOfSatisfying(
                                                TransientFault.class,
                                                fault -> assertThat(fault.unclear()).isTrue()));
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void a_rotating_refresh_token_that_was_surely_not_traded_is_tried_again() {
        rotating();
        confirmed();
        Secret token = refreshToken();
        fault("GetTokensFromRefreshToken", ERROR_BEFORE, 2, "TooManyRequestsException", 400);
        pool.secrets = List.of(Secret.of("notInForceYetButSoonItWillBe"), pool.secrets.getFirst());
        assertThat(userPool.refresh("ada", token, NONE)).isInstanceOf(Step.SignedIn.class);
    }

    @Test
    void a_refresh_token_that_stays_good_is_tried_again() {
        confirmed();
        Secret token = refreshToken();
        pool.aws.faults().add(Rule.next("AdminInitiateAuth", ERROR_AFTER, 2));
        assertThat(userPool.refresh("ada", token, NONE)).isInstanceOf(Step.SignedIn.class);
    }

    @Test
    void an_invitation_that_cannot_be_delivered_has_made_its_user() {
        pool.aws.cognito().outbox().fail(true);
        try {
            Creation creation =
                    userPool.create(new NewUser("ada", NONE, TEMPORARY, true, Map.of("a", "b")));
            assertThat(creation).isInstanceOf(Creation.Undelivered.class);
        } finally {
            pool.aws.cognito().outbox().fail(false);
        }
        assertThat(userPool.find("ada")).isPresent();
    }

    @Test
    void a_description_that_is_not_permitted_is_done_without() {
        fault("DescribeUserPool", ERROR_BEFORE, ALWAYS, "AccessDeniedException", 400);
        fault("DescribeUserPoolClient", ERROR_BEFORE, ALWAYS, "AccessDeniedException", 400);
        UserPool blind = pool.userPool();
        assertThat(blind.rules()).isEqualTo(PoolRules.UNKNOWN);
        assertThat(blind.rotatesRefreshTokens()).isFalse();
        assertThat(blind.create(ada())).isInstanceOf(Creation.Created.class);
    }

    @Test
    void the_description_is_read_seldom_but_at_once_after_a_refused_password() {
        long calls =
                pool.calls(
                        "DescribeUserPool",
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                userPool.rules();
                            }
                        });
        assertThat(calls).isZero();
        pool.sdk.updateUserPool(r ->
                r.userPoolId(pool.poolId())
                        .policies(policies -> policies.passwordPolicy(p -> p.minimumLength(40))));
        assertThat(userPool.rules().minimumLength()).isEqualTo(8);
        assertThat(create())
                .isEqualTo(
                        new Creation.Refused(
                                new Refusal(Kind.INVALID_PASSWORD, "InvalidPasswordException"),
                                false));
        assertThat(userPool.rules().minimumLength()).isEqualTo(40);
    }

    @Test
    void the_description_is_read_again_after_a_while() {
        pool.sdk.updateUserPool(r ->
                r.userPoolId(pool.poolId())
                        .policies(policies -> policies.passwordPolicy(p -> p.minimumLength(40))));
        pool.now = pool.now.plusSeconds(301);
        assertThat(userPool.rules().minimumLength()).isEqualTo(40);
    }

    @Test
    void required_attributes_are_those_of_the_schema_but_the_one_that_is_the_username() {
        pool.fresh(
                made ->
                        made.usernameAttributesWithStrings("email")
                                .schema(required("email"), required("family_name")),
                client -> {});
        assertThat(pool.userPool().rules().requiredAttributes()).containsExactly("family_name");
    }

    private static SchemaAttributeType required(String name) {
        return SchemaAttributeType.builder().name(name).required(true).build();
    }

    @Test
    void every_call_is_counted_with_what_came_of_it() {
        double before = counted("ok") + counted("TooManyRequestsException");
        fault("AdminCreateUser", ERROR_BEFORE, 2, "TooManyRequestsException", 400);
        create();
        assertThat(counted("TooManyRequestsException")).isGreaterThanOrEqualTo(2);
        assertThat(counted("ok") + counted("TooManyRequestsException") - before).isEqualTo(3);
    }

    private static double counted(String result) {
        return pool.meters
                .counter("usher.cognito.calls", "operation", "AdminCreateUser", "result", result)
                .count();
    }

    private void rotating() {
        pool.fresh(
                made -> {},
                client ->
                        client.explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH)
                                .refreshTokenRotation(rotation ->
                                        rotation.feature("ENABLED").retryGracePeriodSeconds(0)));
        userPool = pool.userPool();
    }

    private static void fault(
            String operation, Faults.Kind kind, int times, String code, int status) {
        pool.aws.faults().add(Rule.next(operation, kind, times).withError(code, status));
    }

    private Creation create() {
        return userPool.create(ada());
    }

    private static NewUser ada() {
        return new NewUser("ada", NONE, TEMPORARY, false, NONE);
    }

    private void confirmed() {
        create();
        Step.Asked asked = (Step.Asked) userPool.signIn("ada", TEMPORARY, NONE);
        assertThat(userPool.setNewPassword(asked, PASSWORD, NONE))
                .isInstanceOf(Step.SignedIn.class);
    }

    private Secret refreshToken() {
        return ((Step.SignedIn) userPool.signIn("ada", PASSWORD, NONE)).tokens().refreshToken();
    }

    private static Creation taken(boolean unclear) {
        return new Creation.Taken(
                new Refusal(Kind.USERNAME_EXISTS, "UsernameExistsException"), unclear);
    }
}
