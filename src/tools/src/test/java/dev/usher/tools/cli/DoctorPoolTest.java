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

/** {@code usher doctor} at a pool, an app client and a secret that are wrong. */
final class DoctorPoolTest {
    @TempDir private static Path folder;
    private Patient patient;

    @BeforeEach
    void admit() {
        patient = Ward.admit(folder);
    }

    @AfterEach
    void clear() {
        Ward.clear();
    }

    @Test
    void a_secret_that_is_not_there_is_named() {
        patient.with("USHER_SECRET_ID", "none-such");
        patient.says(1, "failed secret none-such", "no such secret", "create it");
        patient.says(1, "skipped client", "they need the secret");
    }

    @Test
    void a_secret_that_may_not_be_read_is_named() {
        Ward.refuse("GetSecretValue", "AccessDeniedException");
        patient.says(1, "failed secret", "no permission", "secretsmanager:GetSecretValue");
    }

    @Test
    void a_secret_that_is_no_json_is_named_and_not_shown() {
        patient.secretText("{\"clientSecret\": \"half-a-secret-that-nobody-may-see");
        patient.says(1, "failed secret", "must be valid JSON", "put-secret-value");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_key_that_is_too_short_is_named_and_not_shown() {
        patient.secret("a-client-secret-of-its-own-1", Patient.key(16));
        patient.says(1, "failed secret", "temporaryPasswordKey", "openssl rand -base64 32");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_pool_that_is_not_there_is_named() {
        patient.with("USHER_USER_POOL_ID", "us-east-1_Nowhere00");
        patient.says(
                1, "failed pool us-east-1_Nowhere00", "no such user pool", "USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_of_another_region_is_named() {
        patient.with("USHER_USER_POOL_ID", "eu-west-1_Nowhere00");
        patient.says(1, "failed region eu-west-1_Nowhere00", "set AWS_REGION to eu-west-1");
    }

    @Test
    void what_is_no_pool_id_is_named() {
        patient.with("USHER_USER_POOL_ID", "people");
        patient.says(1, "failed pool people is no user pool's id", "set USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_that_demands_a_second_factor_is_named() {
        patient.pool(r -> r.mfaConfiguration("ON"), r -> r.generateSecret(true));
        patient.says(0, "warning pool", "answered challenged", "make MFA optional");
    }

    @Test
    void an_attribute_that_the_pool_requires_and_nobody_may_set_is_named() {
        patient.pool(
                r -> r.schema(a -> a.name("email").required(true)), r -> r.generateSecret(true));
        patient.with("USHER_ATTRIBUTES", "name");
        patient.says(1, "failed pool", "requires email", "USHER_ATTRIBUTES");
    }

    @Test
    void an_attribute_that_the_pool_does_not_have_is_named() {
        patient.with("USHER_ATTRIBUTES", "email,custom:tier");
        patient.says(0, "warning pool", "no attribute custom:tier", "USHER_ATTRIBUTES");
    }

    @Test
    void a_pool_that_one_call_could_delete_is_named() {
        patient.pool(r -> r.deletionProtection("INACTIVE"), r -> r.generateSecret(true));
        patient.says(0, "warning pool", "one call deletes it", "deletion protection");
    }

    @Test
    void a_group_that_is_not_in_the_pool_is_named() {
        patient.with("USHER_GROUPS", "staff");
        patient.says(1, "failed group staff is not in the pool", "create-group");
    }

    @Test
    void groups_are_left_alone_where_they_may_not_be_looked_at() {
        Ward.refuse("GetGroup", "AccessDeniedException");
        patient.with("USHER_GROUPS", "staff");
        patient.says(0, "skipped group staff", "cognito-idp:GetGroup", "doctor-policy.json");
    }

    @Test
    void groups_that_cognito_fails_to_tell_of_are_no_matter_of_grants() {
        Ward.fail("GetGroup", "InternalErrorException");
        patient.with("USHER_GROUPS", "staff");
        patient.says(0, "skipped group staff", "InternalErrorException", "the trouble is AWS's");
    }

    @Test
    void a_throttled_description_of_the_pool_costs_no_other_line() {
        Ward.refuse("DescribeUserPool", "TooManyRequestsException");
        patient.says(
                0, "skipped permission", "DescribeUserPool: TooManyRequestsException just now");
        patient.says(0, "ok client", "its secret is the one");
    }

    @Test
    void a_worker_that_may_not_delete_users_is_found() {
        Ward.refuse("AdminDeleteUser", "AccessDeniedException");
        patient.says(
                1,
                "failed permission",
                "cognito-idp:AdminDeleteUser",
                "let the worker's role make this call");
    }

    @Test
    void a_worker_that_may_not_describe_the_pool_goes_on() {
        Ward.refuse("DescribeUserPool", "AccessDeniedException");
        patient.says(0, "warning permission", "cognito-idp:DescribeUserPool", "make this call");
    }

    @Test
    void a_client_that_is_not_there_is_named() {
        patient.with("USHER_CLIENT_ID", "abcdefghijklmnopqrstuvwxyz");
        patient.says(1, "failed client abcdefgh", "no such app client", "correct USHER_CLIENT_ID");
    }

    @Test
    void a_client_without_the_flow_is_named() {
        patient.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH));
        patient.says(
                1,
                "failed client",
                "ADMIN_USER_PASSWORD_AUTH, so",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH");
    }

    @Test
    void a_client_without_refresh_is_named() {
        patient.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH));
        patient.says(0, "warning client", "refresh requests will fail", "ALLOW_REFRESH_TOKEN_AUTH");
    }

    @Test
    void a_client_secret_that_is_wrong_is_named_and_not_shown() {
        patient.secret("not-the-secret-of-that-client", patient.key);
        patient.secret("not-that-secret-either-but-newer", patient.key);
        patient.says(1, "failed client", "its secret is not the one", "clientSecret");
        patient.says(1, "failed client", "NotAuthorizedException", "clientSecret");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_client_secret_that_was_put_too_early_is_named() {
        patient.secret("the-secret-of-the-next-client", patient.key);
        patient.says(0, "warning client", "is the one before", "clientSecret");
    }

    @Test
    void a_client_with_a_secret_that_the_worker_lacks_is_named() {
        patient.secret(null, patient.key);
        patient.secret(null, Patient.key(32));
        patient.says(1, "failed client", "has a secret, and the worker has none", "clientSecret");
    }

    @Test
    void a_client_without_the_secret_that_the_worker_has_is_named() {
        patient.pool(r -> {}, r -> {});
        patient.secret("a-secret-that-is-not-wanted", patient.key);
        patient.secret("a-secret-that-is-not-wanted-now", patient.key);
        patient.says(1, "failed client", "has no secret", "take clientSecret out");
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, the trouble is AWS's",
        "InternalServiceError, the trouble is AWS's",
        "ExpiredTokenException, give the worker valid AWS credentials",
        "AccessDenied, secretsmanager:GetSecretValue",
        "ValidationException, correct USHER_SECRET_ID",
        "NobodyKnowsException, and proxies"
    })
    void a_secret_that_nobody_has_read_is_not_to_be_written_over(String code, String fix) {
        Ward.refuse("GetSecretValue", code);
        patient.says(1, "failed secret", code, fix);
        assertThat(patient.examine().out()).doesNotContain("put-secret-value");
    }

    @Test
    void a_cognito_in_trouble_is_told_from_one_that_is_not_reached() {
        Ward.fail("AdminGetUser", "InternalErrorException");
        patient.says(
                1,
                "failed pool Cognito answers, but with InternalErrorException",
                "the trouble is AWS's");
    }

    @Test
    void a_client_secret_too_many_has_one_mend() {
        patient.pool(r -> {}, r -> {});
        patient.secret("a-secret-that-is-not-wanted", patient.key);
        patient.secret("a-secret-that-is-not-wanted-now", patient.key);
        patient.says(1, "failed client", "NotAuthorizedException", "take clientSecret out");
        assertThat(patient.examine().out()).doesNotContain("as clientSecret into");
    }
}
