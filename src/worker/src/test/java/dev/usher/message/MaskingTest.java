package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class MaskingTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'signup','password':'PLANT'}",
                "{'newPassword':'PLANT','refreshToken':'PLANT','accessToken':'PLANT'}",
                "{'session':'PLANT','answers':{'SMS_MFA_CODE':'PLANT'}}",
                "{'answers':['PLANT',{'x':['PLANT']}]}",
                "{'password':{'deep':['PLANT']}}",
                "{'Password':'PLANT','passwrod':'PLANT','pass':'PLANT'}",
                "{'attributes':{'password':'PLANT','custom:new_password':'PLANT'}}",
                "{'clientMetadata':{'a':{'b':[{'accessToken':'PLANT'}]}}}",
                "{'attributes':{'email_adress':'PLANT','pin':'PLANT'}}",
                "{'attributes':{'email':{'x':'PLANT'},'custom:x':['PLANT']}}",
                "{'clientMetadata':{'tenant':'PLANT'}}",
                "{'groups':['a',{'x':'PLANT'}]}",
                "{'groups':'PLANT'}",
                "{'attributes':'PLANT'}",
                "{'type':'PLANT!'}",
                "{'finish':'PLANT'}",
                "{'flow':'PLANT'}",
                "{'id':{'x':'PLANT'}}",
                "{'username':['PLANT']}",
                "{'code':'PLANT'}",
                "{'password':'PLANT','password':'PLANT'}"
            })
    void no_secret_is_left_in_a_request_whatever_is_wrong_with_it(String body) {
        String shown = Masking.request(body.replace('\'', '"')).orElseThrow().toString();
        assertThat(shown).doesNotContain("PLANT").contains("***");
    }

    @Test
    void what_is_no_secret_can_be_read() throws Exception {
        String body =
                """
                {"version":1,"type":"signup","id":"a","username":"ada lovelace","finish":"tokens",\
                "replyTo":"crm","notAfter":"soon","attributes":{"email":"a@example.com",\
                "email_verified":true,"custom:tenant":"7"},\
                "groups":["staff"],"clientMetadata":{}}\
                """;
        assertThat(Masking.request(body)).contains((ObjectNode) JSON.readTree(body));
    }

    @Test
    void what_is_no_object_has_nothing_to_show() {
        for (String body :
                List.of(
                        "",
                        "PLANT",
                        "\"PLANT\"",
                        "[\"PLANT\"]",
                        "{\"password\":\"PLANT",
                        "{} {}")) {
            assertThat(Masking.request(body)).as(body).isEmpty();
        }
    }

    @Test
    void the_tokens_and_the_session_of_a_reply_are_masked_and_no_more() throws Exception {
        String reply =
                """
                {"id":"a","status":"succeeded","tokens":{"accessToken":"PLANT","idToken":"PLANT",\
                "refreshToken":"PLANT","tokenType":"Bearer","expiresIn":3600},\
                "challenge":{"name":"SMS_MFA","session":"PLANT","parameters":{}}}\
                """;
        String shown = Masking.masked(JSON.readTree(reply)).toString();
        assertThat(shown)
                .doesNotContain("PLANT")
                .contains("\"tokenType\":\"Bearer\"", "3600", "SMS_MFA", "succeeded");
    }
}
