package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.TEMPORARY;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** What AdminCreateUser refuses, and what it makes. */
class CreateUserTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static void refusedToMake(
            Consumer<AdminCreateUserRequest.Builder> change, String code, String message) {
        refusedToMake(aws.pool(request -> {}), change, code, message);
    }

    private static void refusedToMake(
            String pool,
            Consumer<AdminCreateUserRequest.Builder> change,
            String code,
            String message) {
        refused(
                () ->
                        aws.cognito.adminCreateUser(request -> {
                            request.userPoolId(pool)
                                    .username("ada")
                                    .temporaryPassword(TEMPORARY)
                                    .messageAction("SUPPRESS");
                            change.accept(request);
                        }),
                code,
                message);
        assertThat(aws.cognito.listUsers(request -> request.userPoolId(pool)).users()).isEmpty();
    }

    private static Consumer<AdminCreateUserRequest.Builder> with(String name, String value) {
        return request -> request.userAttributes(pair -> pair.name(name).value(value));
    }

    @Test
    void a_taken_username_is_refused() {
        var pool = aws.pool(request -> {});
        aws.create(pool, "ada");
        var before = aws.embedded.cognito().snapshot(pool, "ada");
        refused(
                () -> aws.create(pool, "ada", "name", "Other"),
                "UsernameExistsException",
                "User account already exists");
        assertThat(aws.embedded.cognito().snapshot(pool, "ada")).isEqualTo(before);
    }

    @Test
    void names_that_differ_in_case_are_different_unless_the_pool_says_otherwise() {
        var sensitive = aws.pool(request -> {});
        aws.create(sensitive, "ada");
        assertThat(aws.create(sensitive, "Ada")).isEqualTo("Ada");

        var folding = aws.pool(r -> r.usernameConfiguration(c -> c.caseSensitive(false)));
        aws.create(folding, "ada");
        refused(() -> aws.create(folding, "ADA"), "UsernameExistsException", "");
        assertThat(aws.cognito.adminGetUser(r -> r.userPoolId(folding).username("aDA")).username())
                .isEqualTo("ada");
    }

    @Test
    void a_username_with_a_space_or_too_long_breaks_the_model() {
        refusedToMake(
                request -> request.username("a b"),
                "InvalidParameterException",
                "1 validation error detected: Value at 'username' failed");
        refusedToMake(
                request -> request.username("a".repeat(129)),
                "InvalidParameterException",
                "Member must have length less than or equal to 128");
    }

    @Test
    void an_attribute_that_is_not_in_the_schema_is_refused() {
        refusedToMake(
                with("custom:team", "red"),
                "InvalidParameterException",
                "custom:team: Attribute does not exist in the schema.");
        refusedToMake(
                with("nonsense", "x"),
                "InvalidParameterException",
                "nonsense: Attribute does not exist in the schema.");
    }

    @Test
    void a_custom_attribute_is_held_to_its_type_and_limits() {
        var pool =
                aws.pool(request ->
                        request.schema(
                                a ->
                                        a.name("team")
                                                .attributeDataType(AttributeDataType.STRING)
                                                .stringAttributeConstraints(l -> l.maxLength("3")),
                                a ->
                                        a.name("age")
                                                .attributeDataType(AttributeDataType.NUMBER)
                                                .numberAttributeConstraints(
                                                        l -> l.minValue("1").maxValue("9"))));
        refusedToMake(pool, with("custom:team", "blue"), "InvalidParameterException", "no longer");
        refusedToMake(pool, with("custom:age", "ten"), "InvalidParameterException", "a number");
        refusedToMake(pool, with("custom:age", "10"), "InvalidParameterException", "no greater");
        assertThat(aws.create(pool, "ada", "custom:team", "red", "custom:age", "9"))
                .isEqualTo("ada");
    }

    @Test
    void sub_cannot_be_chosen() {
        refusedToMake(
                with("sub", "0b0e0000-0000-4000-8000-000000000000"),
                "InvalidParameterException",
                "sub");
    }

    @Test
    void malformed_addresses_and_flags_are_refused() {
        refusedToMake(with("email", "ada"), "InvalidParameterException", "Invalid email address");
        refusedToMake(with("email", "a@b"), "InvalidParameterException", "Invalid email address");
        refusedToMake(
                with("phone_number", "0123"), "InvalidParameterException", "Invalid phone number");
        refusedToMake(
                with("phone_number", "+1234567890123456"),
                "InvalidParameterException",
                "Invalid phone number");
        refusedToMake(with("email_verified", "yes"), "InvalidParameterException", "true or false");
        refusedToMake(with("email_verified", "true"), "InvalidParameterException", "email");
        refusedToMake(with("birthdate", "1815"), "InvalidParameterException", "birthdate");
    }

    @Test
    void required_attributes_may_wait_for_the_first_sign_in_unless_told_otherwise() {
        var pool = aws.pool(r -> r.schema(a -> a.name("name").required(true)));
        aws.embedded.cognito().requireAttributesAtOnce(true);
        try {
            refusedToMake(
                    pool,
                    request -> {},
                    "InvalidParameterException",
                    "name: The attribute is required");
        } finally {
            aws.embedded.cognito().requireAttributesAtOnce(false);
        }
        assertThat(aws.create(pool, "ada")).isEqualTo("ada");
    }

    @Test
    void an_invitation_goes_out_unless_suppressed() {
        var pool = aws.pool(request -> {});
        aws.create(pool, "silent", "email", "silent@example.com");
        aws.cognito.adminCreateUser(request ->
                request.userPoolId(pool)
                        .username("ada")
                        .temporaryPassword(TEMPORARY)
                        .userAttributes(a -> a.name("email").value("ada@example.com")));
        assertThat(aws.embedded.cognito().outbox().messages())
                .filteredOn(message -> message.poolId().equals(pool))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.destination()).isEqualTo("ada@example.com");
                    assertThat(message.code()).isEqualTo(TEMPORARY);
                    assertThat(message.toString()).doesNotContain(TEMPORARY);
                });
    }

    @Test
    void a_user_whose_invitation_fails_is_made_all_the_same() {
        var pool = aws.pool(request -> {});
        refused(
                () ->
                        aws.cognito.adminCreateUser(
                                request -> request.userPoolId(pool).username("ada")),
                "CodeDeliveryFailureException",
                "");
        assertThat(aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("ada")).userStatus())
                .isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    }

    @Test
    void resend_sets_a_new_temporary_password_and_nothing_but_that() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        aws.create(pool, "ada", "email", "ada@example.com");
        aws.cognito.adminCreateUser(request ->
                request.userPoolId(pool)
                        .username("ada")
                        .temporaryPassword("Second-Temp1")
                        .messageAction("RESEND"));
        refused(() -> aws.signIn(client, "ada", TEMPORARY), "NotAuthorizedException", "Incorrect");
        assertThat(aws.signIn(client, "ada", "Second-Temp1").session()).isNotEmpty();
    }

    @Test
    void resend_is_refused_for_the_unknown_and_the_confirmed() {
        var pool = aws.pool(request -> {});
        var confirmed = aws.confirmed(pool);
        refused(
                () ->
                        aws.cognito.adminCreateUser(request ->
                                request.userPoolId(pool)
                                        .username("nobody")
                                        .messageAction("RESEND")),
                "UserNotFoundException",
                "");
        refused(
                () ->
                        aws.cognito.adminCreateUser(request ->
                                request.userPoolId(pool)
                                        .username(confirmed)
                                        .messageAction("RESEND")),
                "UnsupportedUserStateException",
                "FORCE_CHANGE_PASSWORD");
        assertThat(
                        aws.signIn(aws.client(pool, r -> {}), confirmed, PASSWORD)
                                .authenticationResult())
                .isNotNull();
    }

    @Test
    void an_unknown_pool_is_named() {
        refused(
                () -> aws.create("us-east-1_nowhere", "ada"),
                "ResourceNotFoundException",
                "User pool us-east-1_nowhere does not exist.");
    }
}
