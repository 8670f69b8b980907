package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.Limits;
import dev.usher.flow.PoolRules;
import dev.usher.message.Secret;
import dev.usher.tools.command.CannotGoOn;
import dev.usher.tools.files.SecretMember;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DraftTest {
    private static final Terms TERMS =
            new Terms(
                    new Limits("staff"::equals, "email"::equals),
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
        Draft draft = Draft.blank();
        draft.put("type", type);
        if (finish != null) {
            draft.put("finish", finish);
        }
        List<String> names = draft.lacking(finishing).stream().map(Enum::name).toList();
        assertThat(String.join(" ", names)).isEqualTo(lacks);
        for (SecretMember secret : draft.lacking(finishing)) {
            draft.fill(secret, Secret.of("PLANT"));
        }
        assertThat(draft.lacking(finishing)).isEmpty();
        assertThat(draft.toString()).doesNotContain("PLANT");
    }

    @Test
    void everything_wrong_is_told_at_once_before_a_secret_is_asked_for() {
        Draft draft = signUp();
        draft.put("groups", List.of("staff", "admins"));
        draft.put("attributes", Map.of("email", "a@example.com", "custom:role", "root"));
        draft.put("replyTo", "elsewhere");
        assertThat(draft.problems(TERMS, false))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("/groups/1", "custom:role"))
                .contains("/replyTo is not one of USHER_REPLY_QUEUES");
        draft.put("username", "a b");
        draft.put("colour", "red");
        assertThat(draft.problems(TERMS, false))
                .anySatisfy(problem -> assertThat(problem).startsWith("/username must be"))
                .anySatisfy(problem -> assertThat(problem).startsWith("/colour is not a member"));
    }

    @Test
    void a_good_request_lacks_nothing_but_its_secret() {
        Draft draft = signUp();
        draft.put("groups", List.of("staff"));
        draft.put("replyTo", "desk");
        assertThat(draft.problems(TERMS, false)).isEmpty();
        assertThat(draft.body()).as("and is not changed by the check").doesNotContain("password");
        draft.fill(SecretMember.PASSWORD, Secret.of("Pässword"));
        assertThat(draft.problems(TERMS, false)).isEmpty();
        assertThat(draft.body()).contains("\"password\":\"P\\u00E4ssword\"");
    }

    @Test
    void answers_are_an_object_or_the_one_that_the_challenge_asks_for() {
        Map.of(
                        "SMS_MFA", "SMS_MFA_CODE",
                        "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE",
                        "NEW_PASSWORD_REQUIRED", "NEW_PASSWORD",
                        "CUSTOM_CHALLENGE", "ANSWER")
                .forEach((challenge, name) -> {
                    Draft draft = Draft.blank();
                    draft.put("challenge", challenge);
                    draft.fill(SecretMember.ANSWERS, Secret.of("123"));
                    assertThat(draft.body()).contains("{\"" + name + "\":\"123\"}");
                    draft.fill(SecretMember.ANSWERS, Secret.of(" {\"X\":\"1\"}"));
                    assertThat(draft.body()).contains("{\"X\":\"1\"}");
                });
        assertThatThrownBy(() -> Draft.blank().fill(SecretMember.ANSWERS, Secret.of("{PLANT")))
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
            assertThatThrownBy(() -> Draft.read(text))
                    .as(text)
                    .isInstanceOf(CannotGoOn.class)
                    .hasMessageNotContaining("PLANT");
        }
        assertThat(Draft.read("{\"id\":\"a\"}").text("id")).isEqualTo("a");
    }

    private static Draft signUp() {
        Draft draft = Draft.blank();
        draft.put("type", "signup");
        draft.put("id", "a");
        draft.put("username", "ada");
        return draft;
    }
}
