package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class MemberChangeTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|finish=invite|{\"finish\":\"invite\"}",
                "{}|/finish=invite|{\"finish\":\"invite\"}",
                "{}|attributes.email=a=b|{\"attributes\":{\"email\":\"a=b\"}}",
                "{}|/attributes/custom:a~1b~0c=x|{\"attributes\":{\"custom:a/b~c\":\"x\"}}",
                "{}|attributes={\"a\":\"b\"}|{\"attributes\":{\"a\":\"b\"}}",
                "{\"groups\":[\"a\"]}|groups.-=b|{\"groups\":[\"a\",\"b\"]}",
                "{\"groups\":[\"a\",\"c\"]}|/groups/0=b|{\"groups\":[\"b\",\"c\"]}",
                "{\"groups\":[\"a\",\"c\"]}|/groups/1=null|{\"groups\":[\"a\"]}",
                "{\"notAfter\":\"x\",\"a\":1}|notAfter=null|{\"a\":1}",
                "{}|attributes.zip=01234|{\"attributes\":{\"zip\":\"01234\"}}",
                "{}|attributes.age=42|{\"attributes\":{\"age\":\"42\"}}",
                "{}|username=\"null\"|{\"username\":\"null\"}",
                "{}|version=1|{\"version\":1}",
                "{\"Password\":\"x\"}|Password=null|{}",
                "{\"password\":\"x\"}|/password=null|{}",
                "{}|id=|{\"id\":\"\"}"
            })
    void a_member_is_set_or_removed(String before, String text, String after) throws Exception {
        ObjectNode request = (ObjectNode) JSON.readTree(before);
        assertThat(good(text).apply(request)).isNull();
        assertThat(request).isEqualTo(JSON.readTree(after));
    }

    @Test
    void what_has_no_place_in_the_request_is_said() throws Exception {
        ObjectNode request = (ObjectNode) JSON.readTree("{\"id\":\"x\",\"groups\":[]}");
        for (String text : List.of("id.a=b", "groups.3=b", "groups.01=b", "groups.x=b")) {
            assertThat(good(text).apply(request)).as(text).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=S3cret-x",
                "newPassword=S3cret-x",
                "/newPassword=S3cret-x",
                "refreshToken=S3cret-x",
                "accessToken=S3cret-x",
                "session=S3cret-x",
                "answers.SMS_MFA_CODE=S3cret-x",
                "/answers/SMS=S3cret-x",
                "Password=S3cret-x",
                "clientMetadata={\"password\":\"S3cret-x\"}",
                "S3cret-x"
            })
    void a_secret_is_refused_and_not_repeated(String text) {
        assertThat(MemberChange.of(text))
                .isInstanceOfSatisfying(
                        MemberChange.Reading.Wrong.class,
                        wrong -> assertThat(wrong.problem()).doesNotContain("S3cret"));
    }

    private static MemberChange good(String text) {
        return switch (MemberChange.of(text)) {
            case MemberChange.Reading.Good(MemberChange memberChange) -> memberChange;
            case MemberChange.Reading.Wrong(String problem) -> throw new AssertionError(problem);
        };
    }
}
