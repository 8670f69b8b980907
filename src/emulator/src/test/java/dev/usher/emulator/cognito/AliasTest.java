package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** Pools that sign in by address, and pools with aliases. */
class AliasTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static String byEmail() {
        return aws.pool(request -> request.usernameAttributes(UsernameAttributeType.EMAIL));
    }

    private static String aliased() {
        return aws.pool(request -> request.aliasAttributes(AliasAttributeType.EMAIL));
    }

    @Test
    void a_pool_that_signs_in_by_email_names_its_users_by_sub() {
        var pool = byEmail();
        var internal = aws.create(pool, "ada@example.com");
        var user = aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("ada@example.com"));
        assertThat(user.username()).isEqualTo(internal);
        assertThat(user.userAttributes())
                .anySatisfy(a -> assertThat(a.name() + a.value()).isEqualTo("sub" + internal))
                .anySatisfy(
                        a -> assertThat(a.name() + a.value()).isEqualTo("emailada@example.com"));
        assertThat(aws.cognito.adminGetUser(r -> r.userPoolId(pool).username(internal)).username())
                .isEqualTo(internal);
    }

    @Test
    void a_pool_that_signs_in_by_email_takes_nothing_else_for_a_username() {
        refused(
                () -> aws.create(byEmail(), "ada"),
                "InvalidParameterException",
                "Username should be an email.");
    }

    @Test
    void a_pool_that_signs_in_by_email_has_each_address_once() {
        var pool = byEmail();
        aws.create(pool, "ada@example.com");
        refused(
                () -> aws.create(pool, "ada@example.com"),
                "UsernameExistsException",
                "An account with the given email already exists.");
    }

    @Test
    void a_pool_with_an_email_alias_refuses_usernames_that_look_like_one() {
        refused(
                () -> aws.create(aliased(), "ada@example.com"),
                "InvalidParameterException",
                "Username cannot be of email format");
    }

    @Test
    void a_verified_alias_signs_in_and_an_unverified_one_does_not() {
        var pool = aliased();
        var client = aws.client(pool, request -> {});
        aws.create(pool, "ada", "email", "ada@example.com", "email_verified", "true");
        aws.create(pool, "bob", "email", "bob@example.com");
        assertThat(
                        aws.signIn(client, "ada@example.com", TEMPORARY)
                                .challengeParameters()
                                .get("USER_ID_FOR_SRP"))
                .isEqualTo("ada");
        refused(
                () -> aws.signIn(client, "bob@example.com", TEMPORARY),
                "UserNotFoundException",
                "");
    }

    @Test
    void a_verified_alias_belongs_to_one_user() {
        var pool = aliased();
        aws.create(pool, "ada", "email", "a@example.com", "email_verified", "true");
        aws.create(pool, "unverified", "email", "a@example.com");
        refused(
                () -> aws.create(pool, "bob", "email", "a@example.com", "email_verified", "true"),
                "AliasExistsException",
                "An account with the email already exists.");
        refused(
                () -> aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("bob")),
                "UserNotFoundException",
                "");
    }

    @Test
    void a_forced_alias_moves_to_the_new_user() {
        var pool = aliased();
        var client = aws.client(pool, request -> {});
        aws.create(pool, "ada", "email", "a@example.com", "email_verified", "true");
        aws.cognito.adminCreateUser(r ->
                r.userPoolId(pool)
                        .username("bob")
                        .temporaryPassword(TEMPORARY)
                        .messageAction("SUPPRESS")
                        .forceAliasCreation(true)
                        .userAttributes(
                                a -> a.name("email").value("a@example.com"),
                                a -> a.name("email_verified").value("true")));
        assertThat(
                        aws.signIn(client, "a@example.com", TEMPORARY)
                                .challengeParameters()
                                .get("USER_ID_FOR_SRP"))
                .isEqualTo("bob");
    }

    @Test
    void a_changed_address_is_unverified_and_no_alias_any_more() {
        var pool = aliased();
        aws.create(pool, "ada", "email", "a@example.com", "email_verified", "true");
        aws.cognito.adminUpdateUserAttributes(r ->
                r.userPoolId(pool)
                        .username("ada")
                        .userAttributes(a -> a.name("email").value("new@example.com")));
        refused(
                () -> aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("a@example.com")),
                "UserNotFoundException",
                "");
        refused(
                () -> aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("new@example.com")),
                "UserNotFoundException",
                "");
        aws.create(pool, "bob", "email", "a@example.com", "email_verified", "true");
    }

    @Test
    void a_pool_has_either_aliases_or_username_attributes() {
        refused(
                () ->
                        aws.pool(r ->
                                r.aliasAttributes(AliasAttributeType.EMAIL)
                                        .usernameAttributes(UsernameAttributeType.EMAIL)),
                "InvalidParameterException",
                "Only one of the aliasAttributes or usernameAttributes");
    }
}
