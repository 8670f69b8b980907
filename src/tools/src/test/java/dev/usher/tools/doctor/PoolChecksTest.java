package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.QueueDescriptions.has;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.settings.Settings;
import dev.usher.tools.doctor.Finding.Status;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings about a pool of which single calls fail. */
final class PoolChecksTest {
    private static List<Finding> of(FakeUserPool cognito) {
        Settings.Pool settings =
                Settings.inspect(
                                Map.of(
                                        "USHER_USER_POOL_ID", FakeUserPool.POOL,
                                        "USHER_CLIENT_ID", FakeUserPool.CLIENT,
                                        "USHER_GROUPS", "members"))
                        .settings()
                        .pool();
        return new PoolChecks(cognito, settings, null).run();
    }

    private static List<Finding> groups(FakeUserPool cognito, String... names) {
        Set<String> ordered = new LinkedHashSet<>(List.of(names));
        return GroupsCheck.of(cognito, FakeUserPool.POOL, ordered);
    }

    @Test
    void pool_and_client_are_described_once_and_believed() {
        FakeUserPool cognito = new FakeUserPool("members");
        List<Finding> findings = of(cognito);
        assertThat(cognito.asked)
                .containsOnlyOnce("DescribeUserPool")
                .containsOnlyOnce("DescribeUserPoolClient");
        has(findings, Status.OK, "permission", "all 9 calls to Cognito are allowed");
        has(findings, Status.OK, "pool", "exists");
        has(findings, Status.OK, "client", "has the flows");
        has(findings, Status.OK, "group", "in the pool");
    }

    @ParameterizedTest
    @CsvSource({
        "DescribeUserPool, TooManyRequestsException, 400, SKIPPED, permission, for now; run this again",
        "DescribeUserPool, InternalErrorException, 500, FAILED, pool, this is a fault of AWS",
        "DescribeUserPoolClient, TooManyRequestsException, 400, SKIPPED, permission, run this again",
        "DescribeUserPool, UnknownOperationException, 400, SKIPPED, pool, 'is allowed, but returns nothing; check AWS_ENDPOINT_URL'",
        "DescribeUserPoolClient, UnknownOperationException, 400, SKIPPED, client, but returns nothing"
    })
    void a_description_that_fails_costs_no_other_finding(
            String operation, String code, int status, Status found, String check, String words) {
        List<Finding> findings = of(new FakeUserPool("members").failing(operation, code, status));
        has(findings, found, check, words);
        has(findings, Status.OK, "permission", "allowed");
        has(findings, Status.OK, "group", "in the pool");
        boolean pool = operation.equals("DescribeUserPool");
        has(findings, Status.OK, pool ? "client" : "pool", pool ? "has the flows" : "exists");
    }

    @Test
    void what_gives_no_code_is_not_cognito() {
        List<Finding> findings = of(new FakeUserPool("members").failing("AdminGetUser", "", 302));
        has(
                findings,
                Status.FAILED,
                "pool",
                "the server gives no error code (HTTP 302 on cognito-idp:AdminGetUser); fix: check AWS_ENDPOINT_URL");
        assertThat(findings)
                .noneMatch(each -> each.text().contains("all 9"))
                .noneMatch(each -> each.check().equals("group"));
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 400, 'AccessDeniedException; for this check, grant'",
        "TooManyRequestsException, 400, TooManyRequestsException; try again: this is a fault of AWS",
        "ThrottlingException, 400, ThrottlingException; try again: this is a fault of AWS",
        "InternalErrorException, 500, InternalErrorException; try again: this is a fault of AWS",
        "'', 503, HTTP 503; try again: this is a fault of AWS",
        "'', 403, HTTP 403; check AWS_ENDPOINT_URL",
        "ExpiredTokenException, 400, ExpiredTokenException; give the worker valid AWS credentials"
    })
    void groups_that_can_t_be_checked_have_the_fix_of_the_reason(
            String code, int status, String words) {
        List<Finding> findings =
                groups(
                        new FakeUserPool("members").failing("GetGroup staff", code, status),
                        "members",
                        "guests",
                        "staff",
                        "owners");
        has(findings, Status.OK, "group", "in the pool");
        has(findings, Status.FAILED, "group", "is not in the pool");
        has(findings, Status.SKIPPED, "group", "cognito-idp:GetGroup: " + words);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("members", "guests", "staff, owners");
    }

    @Test
    void groups_without_an_answer_are_not_blamed_on_permissions() {
        has(
                groups(new FakeUserPool().silent("GetGroup staff"), "staff"),
                Status.SKIPPED,
                "group",
                "SdkClientException; check AWS_ENDPOINT_URL, AWS_REGION and the network");
    }
}
