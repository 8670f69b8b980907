package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;

/** {@code usher doctor} with a wrong pool, app client or secret. */
final class DoctorPoolTest {
    @TempDir private static Path folder;
    private DoctorSetup setup;

    @BeforeEach
    void admit() {
        setup = DoctorSetups.admit(folder);
    }

    @AfterEach
    void clear() {
        DoctorSetups.clear();
    }

    @Test
    void a_secret_that_is_not_there_is_named() {
        setup.with("USHER_SECRET_ID", "none-such");
        setup.says(1, "failed secret none-such", "no such secret", "create it");
        setup.says(1, "skipped client", "they need the secret");
    }

    @Test
    void a_secret_that_may_not_be_read_is_named() {
        DoctorSetups.refuse("GetSecretValue", "AccessDeniedException");
        setup.says(1, "failed secret", "no permission", "secretsmanager:GetSecretValue");
    }

    @Test
    void a_secret_that_is_no_json_is_named_and_not_shown() {
        setup.secretText("{\"clientSecret\": \"half-a-secret-that-nobody-may-see");
        setup.says(1, "failed secret", "must be valid JSON", "put-secret-value");
        assertThat(setup.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_key_that_is_too_short_is_named_and_not_shown() {
        setup.secret("a-client-secret-of-its-own-1", DoctorSetup.key(16));
        setup.says(1, "failed secret", "temporaryPasswordKey", "openssl rand -base64 32");
        assertThat(setup.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_pool_that_is_not_there_is_named() {
        setup.with("USHER_USER_POOL_ID", "us-east-1_Nowhere00");
        setup.says(1, "failed pool us-east-1_Nowhere00", "no such user pool", "USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_of_another_region_is_named() {
        setup.with("USHER_USER_POOL_ID", "eu-west-1_Nowhere00");
        setup.says(1, "failed region eu-west-1_Nowhere00", "set AWS_REGION to eu-west-1");
    }

    @Test
    void what_is_no_pool_id_is_named() {
        setup.with("USHER_USER_POOL_ID", "people");
        setup.says(1, "failed pool people is not the id of a user pool", "set USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_that_demands_a_second_factor_is_named() {
        setup.pool(r -> r.mfaConfiguration("ON"), r -> r.generateSecret(true));
        setup.says(0, "warning pool", "answered challenged", "make MFA optional");
    }

    @Test
    void a_required_attribute_that_no_request_may_set_is_named() {
        setup.pool(r -> r.schema(a -> a.name("email").required(true)), r -> r.generateSecret(true));
        setup.with("USHER_ATTRIBUTES", "name");
        setup.says(1, "failed pool", "requires email", "USHER_ATTRIBUTES");
    }

    @Test
    void an_attribute_that_the_pool_does_not_have_is_named() {
        setup.with("USHER_ATTRIBUTES", "email,custom:tier");
        setup.says(0, "warning pool", "no attribute custom:tier", "USHER_ATTRIBUTES");
    }

    @Test
    void a_pool_that_one_call_could_delete_is_named() {
        setup.pool(r -> r.deletionProtection("INACTIVE"), r -> r.generateSecret(true));
        setup.says(0, "warning pool", "a single call deletes it", "deletion protection");
    }

    @Test
    void a_group_that_is_not_in_the_pool_is_named() {
        setup.with("USHER_GROUPS", "staff");
        setup.says(1, "failed group staff is not in the pool", "create-group");
    }

    @Test
    void groups_are_left_alone_where_they_may_not_be_looked_at() {
        DoctorSetups.refuse("GetGroup", "AccessDeniedException");
        setup.with("USHER_GROUPS", "staff");
        setup.says(0, "skipped group staff", "cognito-idp:GetGroup", "doctor-policy.json");
    }

    @Test
    void groups_that_cognito_fails_to_return_are_not_blamed_on_permissions() {
        DoctorSetups.fail("GetGroup", "InternalErrorException");
        setup.with("USHER_GROUPS", "staff");
        setup.says(0, "skipped group staff", "InternalErrorException", "this is a fault of AWS");
    }

    @Test
    void a_throttled_description_of_the_pool_costs_no_other_line() {
        DoctorSetups.refuse("DescribeUserPool", "TooManyRequestsException");
        setup.says(0, "skipped permission", "DescribeUserPool: TooManyRequestsException, for now");
        setup.says(0, "ok client", "its secret is the one");
    }

    @Test
    void a_worker_that_may_not_delete_users_is_found() {
        DoctorSetups.refuse("AdminDeleteUser", "AccessDeniedException");
        setup.says(
                1,
                "failed permission",
                "cognito-idp:AdminDeleteUser",
                "let the worker's role make this call");
    }

    @Test
    void a_worker_that_may_not_describe_the_pool_goes_on() {
        DoctorSetups.refuse("DescribeUserPool", "AccessDeniedException");
        setup.says(0, "warning permission", "cognito-idp:DescribeUserPool", "make this call");
    }

    @Test
    void a_client_that_is_not_there_is_named() {
        setup.with("USHER_CLIENT_ID", "abcdefghijklmnopqrstuvwxyz");
        setup.says(1, "failed client abcdefgh", "no such app client", "correct USHER_CLIENT_ID");
    }

    @Test
    void a_client_without_the_flow_is_named() {
        setup.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH));
        setup.says(
                1,
                "failed client",
                "ADMIN_USER_PASSWORD_AUTH, so",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH");
    }

    @Test
    void a_client_without_refresh_is_named() {
        setup.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH));
        setup.says(0, "warning client", "refresh requests fail", "ALLOW_REFRESH_TOKEN_AUTH");
    }

    @Test
    void a_client_secret_that_is_wrong_is_named_and_not_shown() {
        setup.secret("not-the-secret-of-that-client", setup.key);
        setup.secret("not-that-secret-either-but-newer", setup.key);
        setup.says(1, "failed client", "its secret is not the one", "clientSecret");
        setup.says(1, "failed client", "NotAuthorizedException", "clientSecret");
        assertThat(setup.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_client_secret_that_was_put_too_early_is_named() {
        setup.secret("the-secret-of-the-next-client", setup.key);
        setup.says(0, "warning client", "is the previous one", "clientSecret");
    }

    @Test
    void a_client_with_a_secret_that_the_worker_lacks_is_named() {
        setup.secret(null, setup.key);
        setup.secret(null, DoctorSetup.key(32));
        setup.says(1, "failed client", "has a secret, but the worker has none", "clientSecret");
    }

    @Test
    void a_client_without_the_secret_that_the_worker_has_is_named() {
        setup.pool(r -> {}, r -> {});
        setup.secret("a-secret-that-is-not-wanted", setup.key);
        setup.secret("a-secret-that-is-not-wanted-now", setup.key);
        setup.says(1, "failed client", "has no secret", "remove clientSecret");
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, this is a fault of AWS",
        "InternalServiceError, this is a fault of AWS",
        "ExpiredTokenException, give the worker valid AWS credentials",
        "AccessDenied, secretsmanager:GetSecretValue",
        "ValidationException, correct USHER_SECRET_ID",
        "NobodyKnowsException, and proxies"
    })
    void a_secret_that_was_not_read_is_not_overwritten(String code, String fix) {
        DoctorSetups.refuse("GetSecretValue", code);
        setup.says(1, "failed secret", code, fix);
        assertThat(setup.examine().out()).doesNotContain("put-secret-value");
    }

    @Test
    void a_failing_cognito_is_distinguished_from_an_unreachable_one() {
        DoctorSetups.fail("AdminGetUser", "InternalErrorException");
        setup.says(
                1,
                "failed pool Cognito answers with InternalErrorException",
                "this is a fault of AWS");
    }

    @Test
    void an_unwanted_client_secret_has_one_fix() {
        setup.pool(r -> {}, r -> {});
        setup.secret("a-secret-that-is-not-wanted", setup.key);
        setup.secret("a-secret-that-is-not-wanted-now", setup.key);
        setup.says(1, "failed client", "NotAuthorizedException", "remove clientSecret");
        assertThat(setup.examine().out()).doesNotContain("as clientSecret into");
    }
}
