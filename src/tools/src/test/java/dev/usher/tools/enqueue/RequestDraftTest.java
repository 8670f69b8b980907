package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.AllowedMembers;
import dev.usher.flow.PoolRules;
import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestDraftTest {
    private static final WorkerRules TERMS =
            new WorkerRules(
                    new AllowedMembers("staff"::equals, "email"::equals),
                    "desk"::equals,
                    PoolRules.UNKNOWN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "signup | tokens | false | PASSWORD",
                "signup | invite | false | ''",
                "signin | | false | PASSWORD",
                "refresh | | false | REFRESH_TOKEN",
                "answer | | false | SESSION ANSWERS",
                "reset-password | | false | ''",
                "reset-password | | true | CODE NEW_PASSWORD",
                "verify-attribute | | false | ACCESS_TOKEN",
                "verify-attribute | | true | ACCESS_TOKEN CODE",
                "nonsense | | true | ''"
            })
    void each_type_knows_its_secrets(String type, String finish, boolean finishing, String lacks) {
        RequestDraft requestDraft = RequestDraft.blank();
        requestDraft.put("type", type);
        if (finish != null) {
            requestDraft.put("finish", finish);
        }
        List<String> names = requestDraft.lacking(finishing).stream().map(Enum::name).toList();
        assertThat(String.join(" ", names)).isEqualTo(lacks);
        for (SecretMember secret : requestDraft.lacking(finishing)) {
            requestDraft.fill(secret, Secret.of("PLANT"));
        }
        assertThat(requestDraft.lacking(finishing)).isEmpty();
        assertThat(requestDraft.toString()).doesNotContain("PLANT");
    }

    @Test
    void everything_wrong_is_told_at_once_before_a_secret_is_asked_for() {
        RequestDraft requestDraft = signUp();
        requestDraft.put("groups", List.of("staff", "admins"));
        requestDraft.put("attributes", Map.of("email", "a@example.com", "custom:role", "root"));
        requestDraft.put("replyTo", "elsewhere");
        assertThat(requestDraft.problems(TERMS, false))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("/groups/1", "custom:role"))
                .contains("/replyTo is not one of USHER_REPLY_QUEUES");
        requestDraft.put("username", "a b");
        requestDraft.put("colour", "red");
        assertThat(requestDraft.problems(TERMS, false))
                .anySatisfy(problem -> assertThat(problem).startsWith("/username must be"))
                .anySatisfy(problem -> assertThat(problem).startsWith("/colour is not a member"));
    }

    @Test
    void a_good_request_lacks_nothing_but_its_secret() {
        RequestDraft requestDraft = signUp();
        requestDraft.put("groups", List.of("staff"));
        requestDraft.put("replyTo", "desk");
        assertThat(requestDraft.problems(TERMS, false)).isEmpty();
        assertThat(requestDraft.body())
                .as("and is not changed by the check")
                .doesNotContain("password");
        requestDraft.fill(SecretMember.PASSWORD, Secret.of("Pässword"));
        assertThat(requestDraft.problems(TERMS, false)).isEmpty();
        assertThat(requestDraft.body()).contains("\"password\":\"P\\u00E4ssword\"");
    }

    @Test
    void answers_are_an_object_or_the_one_that_the_challenge_asks_for() {
        Map.of(
                        "SMS_MFA", "SMS_MFA_CODE",
                        "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE",
                        "NEW_PASSWORD_REQUIRED", "NEW_PASSWORD",
                        "CUSTOM_CHALLENGE", "ANSWER")
                .forEach((challenge, name) -> {
                    RequestDraft requestDraft = RequestDraft.blank();
                    requestDraft.put("challenge", challenge);
                    requestDraft.fill(SecretMember.ANSWERS, Secret.of("123"));
                    assertThat(requestDraft.body()).contains("{\"" + name + "\":\"123\"}");
                    requestDraft.fill(SecretMember.ANSWERS, Secret.of(" {\"X\":\"1\"}"));
                    assertThat(requestDraft.body()).contains("{\"X\":\"1\"}");
                });
        assertThatThrownBy(
                        () -> RequestDraft.blank().fill(SecretMember.ANSWERS, Secret.of("{PLANT")))
                .hasMessageNotContaining("PLANT");
    }

    @Test
    void what_is_no_JSON_object_is_refused_without_a_quotation() {
        for (String text :
                List.of(
                        "",
                        "[]",
                        "\"PLANT\"",
                        "{\"password\":\"PLANT\"",
                        "{\"password\":PLANT}",
                        "{\"password\":\"PLANT\",\"password\":\"PLANT\"}")) {
            assertThatThrownBy(() -> RequestDraft.read(text))
                    .as(text)
                    .isInstanceOf(CommandException.class)
                    .hasMessageNotContaining("PLANT");
        }
        assertThat(RequestDraft.read("{\"id\":\"a\"}").text("id")).isEqualTo("a");
    }

    private static RequestDraft signUp() {
        RequestDraft requestDraft = RequestDraft.blank();
        requestDraft.put("type", "signup");
        requestDraft.put("id", "a");
        requestDraft.put("username", "ada");
        return requestDraft;
    }
}
