package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;

/** Who may not sign in, and what it is told. */
class SignInRulesTest {
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
    void a_disabled_user_is_refused_until_it_is_enabled() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        aws.cognito.adminDisableUser(r -> r.userPoolId(pool).username(name));
        refused(
                () -> aws.signIn(client, name, PASSWORD),
                "NotAuthorizedException",
                "User is disabled.");
        aws.cognito.adminEnableUser(r -> r.userPoolId(pool).username(name));
        assertThat(aws.signIn(client, name, PASSWORD).authenticationResult()).isNotNull();
    }

    @Test
    void a_reset_user_must_confirm_the_reset_first() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool, "email", "reset@example.com");
        aws.cognito.adminResetUserPassword(r -> r.userPoolId(pool).username(name));
        refused(() -> aws.signIn(client, name, PASSWORD), "PasswordResetRequiredException", "");
    }

    @Test
    void an_unconfirmed_user_is_told_so_once_its_password_is_right() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        aws.embedded.cognito().force(pool, name, "UNCONFIRMED");
        refused(() -> aws.signIn(client, name, "wrong"), "NotAuthorizedException", "Incorrect");
        refused(() -> aws.signIn(client, name, PASSWORD), "UserNotConfirmedException", "");
    }

    @Test
    void a_federated_user_has_no_password_here() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        aws.embedded.cognito().force(pool, name, "EXTERNAL_PROVIDER");
        refused(() -> aws.signIn(client, name, PASSWORD), "NotAuthorizedException", "Incorrect");
    }

    @Test
    void an_unknown_user_is_said_to_be_unknown_or_is_not_told_apart() {
        var pool = aws.pool(request -> {});
        var open = aws.client(pool, request -> {});
        var discreet =
                aws.client(
                        pool,
                        r -> r.preventUserExistenceErrors(PreventUserExistenceErrorTypes.ENABLED));
        refused(() -> aws.signIn(open, "nobody", PASSWORD), "UserNotFoundException", "");
        refused(
                () -> aws.signIn(discreet, "nobody", PASSWORD),
                "NotAuthorizedException",
                "Incorrect username or password.");
        var name = aws.confirmed(pool, "email", "hidden@example.com");
        aws.cognito.adminResetUserPassword(r -> r.userPoolId(pool).username(name));
        refused(() -> aws.signIn(discreet, name, PASSWORD), "NotAuthorizedException", "Incorrect");
    }

    @Test
    void a_flow_the_client_does_not_have_is_refused() {
        var pool = aws.pool(request -> {});
        var client =
                aws.client(
                        pool,
                        r -> r.explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH));
        var name = aws.confirmed(pool);
        refused(
                () -> aws.signIn(client, name, PASSWORD),
                "InvalidParameterException",
                "Auth flow not enabled for this client");
    }

    @Test
    void a_client_that_names_no_flows_has_the_three_of_the_reference() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, r -> r.explicitAuthFlowsWithStrings(List.of()));
        assertThat(client.explicitAuthFlows())
                .containsExactlyInAnyOrder(
                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH,
                        ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH,
                        ExplicitAuthFlowsType.ALLOW_CUSTOM_AUTH);
    }

    @Test
    void an_unknown_client_is_named() {
        var pool = aws.pool(request -> {});
        var other = aws.client(aws.pool(request -> {}), request -> {});
        refused(
                () ->
                        aws.cognito.adminInitiateAuth(r ->
                                r.userPoolId(pool)
                                        .clientId(other.clientId())
                                        .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                                        .authParameters(Map.of("USERNAME", "a", "PASSWORD", "b"))),
                "ResourceNotFoundException",
                "User pool client " + other.clientId() + " does not exist.");
    }

    @Test
    void a_missing_parameter_is_named() {
        var client = aws.client(aws.pool(request -> {}), request -> {});
        refused(
                () ->
                        aws.initiate(
                                client,
                                AuthFlowType.ADMIN_USER_PASSWORD_AUTH,
                                Map.of("USERNAME", "ada")),
                "InvalidParameterException",
                "Missing required parameter PASSWORD");
    }

    @Test
    void a_deleted_user_frees_its_name() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.create(pool, Aws.name());
        var sub = sub(pool, name);
        var session = aws.signIn(client, name, TEMPORARY).session();
        aws.cognito.adminDeleteUser(r -> r.userPoolId(pool).username(name));
        refused(
                () -> aws.cognito.adminGetUser(r -> r.userPoolId(pool).username(name)),
                "UserNotFoundException",
                "");
        aws.create(pool, name);
        assertThat(sub(pool, name)).isNotEqualTo(sub);
        refused(
                () -> aws.newPassword(client, session, name, PASSWORD),
                "NotAuthorizedException",
                "Invalid session for the user.");
    }

    private static String sub(String pool, String name) {
        return aws
                .cognito
                .adminGetUser(r -> r.userPoolId(pool).username(name))
                .userAttributes()
                .stream()
                .filter(attribute -> attribute.name().equals("sub"))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
