package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Pools, their clients, and lists of users. */
class PoolsTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void tags_ask_for_ids_so_that_settings_can_be_written_beforehand() {
        Map<String, String> tags =
                Map.of("_custom_id_", "us-east-1_Beforehand", "_custom_client_id_", "beforehand");
        var pool = aws.pool(r -> r.userPoolTags(tags));
        assertThat(pool).isEqualTo("us-east-1_Beforehand");
        var first = aws.cognito.createUserPoolClient(r -> r.userPoolId(pool).clientName("first"));
        var second = aws.cognito.createUserPoolClient(r -> r.userPoolId(pool).clientName("second"));
        assertThat(first.userPoolClient().clientId()).isEqualTo("beforehand");
        assertThat(second.userPoolClient().clientId()).isNotEqualTo("beforehand");
        refused(
                () -> aws.pool(r -> r.userPoolTags(tags)),
                "InvalidParameterException",
                "There is a user pool us-east-1_Beforehand already.");
    }

    @Test
    void a_described_pool_tells_policy_and_schema() {
        var pool =
                aws.pool(r ->
                        r.schema(
                                a -> a.name("email").required(true),
                                a -> a.name("team").attributeDataType(AttributeDataType.STRING)));
        var described = aws.cognito.describeUserPool(r -> r.userPoolId(pool)).userPool();
        var policy = described.policies().passwordPolicy();
        assertThat(policy.minimumLength()).isEqualTo(8);
        assertThat(policy.requireSymbols()).isTrue();
        assertThat(policy.temporaryPasswordValidityDays()).isEqualTo(7);
        assertThat(described.schemaAttributes())
                .hasSize(21)
                .anySatisfy(a -> {
                    assertThat(a.name()).isEqualTo("email");
                    assertThat(a.required()).isTrue();
                });
        assertThat(described.schemaAttributes())
                .extracting(SchemaAttributeType::name)
                .contains("sub", "custom:team");
        assertThat(described.arn()).endsWith(pool);
    }

    @Test
    void a_described_client_tells_its_flows_and_its_secret() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> request.generateSecret(true));
        var described =
                aws.cognito
                        .describeUserPoolClient(r -> r.userPoolId(pool).clientId(client.clientId()))
                        .userPoolClient();
        assertThat(described).isEqualTo(client);
        assertThat(described.clientSecret()).hasSize(51);
        assertThat(described.authSessionValidity()).isEqualTo(3);
        assertThat(aws.cognito.listUserPoolClients(r -> r.userPoolId(pool)).userPoolClients())
                .singleElement()
                .satisfies(one -> assertThat(one.clientId()).isEqualTo(client.clientId()));
    }

    @Test
    void a_policy_out_of_bounds_is_refused() {
        refused(
                () -> aws.pool(r -> r.policies(p -> p.passwordPolicy(q -> q.minimumLength(5)))),
                "InvalidParameterException",
                "Member must have value greater than or equal to 6");
    }

    @Test
    void a_deleted_pool_is_gone_and_a_protected_one_stays() {
        var pool = aws.pool(request -> {});
        aws.cognito.deleteUserPool(r -> r.userPoolId(pool));
        refused(
                () -> aws.cognito.describeUserPool(r -> r.userPoolId(pool)),
                "ResourceNotFoundException",
                "User pool " + pool + " does not exist.");
        var kept = aws.pool(r -> r.deletionProtection(DeletionProtectionType.ACTIVE));
        refused(
                () -> aws.cognito.deleteUserPool(r -> r.userPoolId(kept)),
                "InvalidParameterException",
                "deletion protection");
    }

    @Test
    void users_are_listed_by_page_in_the_order_of_their_making() {
        var pool = aws.pool(request -> {});
        for (int i = 10; i < 35; i++) {
            aws.create(pool, "user-" + i);
        }
        var names =
                aws.cognito.listUsersPaginator(r -> r.userPoolId(pool).limit(10)).stream()
                        .peek(page -> assertThat(page.users()).hasSizeLessThanOrEqualTo(10))
                        .flatMap(page -> page.users().stream())
                        .map(UserType::username)
                        .toList();
        assertThat(names).hasSize(25).isSorted();
    }

    @Test
    void a_filter_finds_by_whole_value_or_by_prefix() {
        var pool = aws.pool(request -> {});
        aws.create(pool, "ada", "email", "ada@example.com");
        aws.create(pool, "adam", "email", "adam@example.org");
        aws.create(pool, "bob");
        assertThat(found(pool, "username = \"ada\"")).containsExactly("ada");
        assertThat(found(pool, "username ^= \"ada\"")).containsExactly("ada", "adam");
        assertThat(found(pool, "email = \"adam@example.org\"")).containsExactly("adam");
        assertThat(found(pool, "cognito:user_status = \"force_change_password\"")).hasSize(3);
        var sub = aws.cognito.listUsers(r -> r.userPoolId(pool).limit(1)).users().getFirst();
        assertThat(
                        found(
                                pool,
                                "sub = \""
                                        + sub.attributes().stream()
                                                .filter(a -> a.name().equals("sub"))
                                                .findFirst()
                                                .orElseThrow()
                                                .value()
                                        + "\""))
                .containsExactly("ada");
        assertThat(found(pool, "username = \"nobody\"")).isEmpty();
        refused(() -> found(pool, "custom:team = \"x\""), "InvalidParameterException", "filter");
        refused(() -> found(pool, "nonsense"), "InvalidParameterException", "filter");
    }

    private static List<String> found(String pool, String filter) {
        return aws.cognito.listUsers(r -> r.userPoolId(pool).filter(filter)).users().stream()
                .map(UserType::username)
                .toList();
    }
}
