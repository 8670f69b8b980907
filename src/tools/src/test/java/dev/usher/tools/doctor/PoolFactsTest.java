package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.QueueDescriptions.has;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cognito.PoolIds;
import dev.usher.cognito.PoolProbe.Answer;
import dev.usher.cognito.PoolProbe.Tried;
import dev.usher.settings.Settings;
import dev.usher.tools.doctor.Finding.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Descriptions of pools and clients that the embedded Cognito does not return. */
final class PoolFactsTest {
    private static final Settings.Pool SETTINGS = Settings.inspect(Map.of()).settings().pool();

    private static List<Finding> flows(ExplicitAuthFlowsType... flows) {
        return ClientFacts.of(
                UserPoolClientType.builder().clientId("c").explicitAuthFlows(flows).build(), null);
    }

    @Test
    void passwords_longer_than_any_temporary_one_are_named() {
        UserPoolType pool =
                UserPoolType.builder()
                        .id("eu-west-1_x")
                        .policies(p -> p.passwordPolicy(w -> w.minimumLength(120)))
                        .build();
        has(
                PoolFacts.of(pool, SETTINGS),
                Status.FAILED,
                "pool",
                "120 characters, but temporary ones have 99");
    }

    @Test
    void a_pool_that_goes_by_e_mail_says_so() {
        UserPoolType pool =
                UserPoolType.builder()
                        .id("eu-west-1_x")
                        .usernameAttributesWithStrings("email")
                        .usernameConfiguration(u -> u.caseSensitive(false))
                        .build();
        has(
                PoolFacts.of(pool, SETTINGS),
                Status.OK,
                "pool",
                "usernames are email addresses, Ada and ada are one user");
    }

    @Test
    void flows_named_in_the_old_way_pass() {
        assertThat(flows(ExplicitAuthFlowsType.ADMIN_NO_SRP_AUTH))
                .singleElement()
                .extracting(Finding::status)
                .isEqualTo(Status.OK);
    }

    @Test
    void a_client_that_rotates_needs_no_refresh_flow() {
        List<Finding> findings =
                ClientFacts.of(
                        UserPoolClientType.builder()
                                .clientId("c")
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH)
                                .refreshTokenRotation(r -> r.feature("ENABLED"))
                                .build(),
                        null);
        has(findings, Status.OK, "client", "rotate");
    }

    @Test
    void a_quota_that_is_used_up_proves_nothing() {
        has(
                of(
                        new Tried(
                                "AdminGetUser",
                                true,
                                Answer.THROTTLED,
                                "TooManyRequestsException",
                                "")),
                Status.SKIPPED,
                "permission",
                "TooManyRequestsException, for now; run this again");
    }

    @Test
    void
            an_emulator_that_misses_the_client_of_a_session_that_is_none_is_told_from_a_missing_client() {
        has(
                of(
                        new Tried(
                                "AdminRespondToAuthChallenge",
                                true,
                                Answer.REFUSED,
                                "ResourceNotFoundException",
                                "")),
                Status.WARNING,
                "client",
                "some emulators give this answer");
    }

    private static List<Finding> of(Tried tried) {
        return new PoolAnswers(new PoolIds("eu-west-1_x", "c"), true, false).of(List.of(tried));
    }
}
