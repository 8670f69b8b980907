package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedContentTest {
    private static final String SIGN_UP = "'type':'signup','id':'1','username':'u','password':'p'";

    @Test
    void order_defaults_and_delivery_members_make_no_difference() {
        assertThat(
                        everything(
                                SIGN_UP
                                        + ",'groups':['a','b'],'attributes':{'x':'1','y':'2'}"
                                        + ",'finish':'tokens'"))
                .isEqualTo(
                        everything(
                                "'attributes':{'y':'2','x':'1'},'groups':['b','a'],'version':1,"
                                        + "'replyTo':'r','notAfter':'2026-11-22T20:00:00Z',"
                                        + SIGN_UP));
    }

    @Test
    void whatever_else_differs_makes_a_difference() {
        List<String> bodies =
                List.of(
                        SIGN_UP,
                        SIGN_UP.replace("'u'", "'v'"),
                        SIGN_UP.replace("'p'", "'q'"),
                        SIGN_UP + ",'finish':'confirmed'",
                        "'type':'signup','id':'1','username':'u','finish':'invite'",
                        "'type':'signin','id':'1','username':'u','password':'p'",
                        "'type':'refresh','id':'1','username':'u','refreshToken':'p'",
                        SIGN_UP + ",'groups':['a']",
                        SIGN_UP + ",'groups':['a','b']",
                        SIGN_UP + ",'attributes':{'a':'b'}",
                        SIGN_UP + ",'attributes':{'a':'b','c':'d'}",
                        SIGN_UP + ",'clientMetadata':{'a':'b'}",
                        SIGN_UP + ",'attributes':{'a':'b'},'clientMetadata':{'c':'d'}",
                        SIGN_UP + ",'attributes':{'a':'0'},'groups':['b','1']",
                        SIGN_UP + ",'groups':['0','1','2']",
                        SIGN_UP + ",'attributes':{'3':'0'},'groups':['2']",
                        SIGN_UP + ",'attributes':{'a':'0'},'clientMetadata':{'b':'1'}");
        assertThat(bodies.stream().map(ComparedContentTest::everything)).doesNotHaveDuplicates();
    }

    @Test
    void identity_is_the_id_type_username_and_finish_alone() {
        assertThat(content(SIGN_UP + ",'groups':['a']").identity())
                .isEqualTo(content(SIGN_UP.replace("'p'", "'q'")).identity())
                .containsExactly("1", "signup", "u", "tokens");
    }

    @Test
    void it_does_not_print() {
        assertThat(content(SIGN_UP)).hasToString("***");
    }

    private static List<String> everything(String members) {
        return List.of(content(members).everything());
    }

    private static ComparedContent content(String members) {
        var reading = Requests.read("{" + members.replace('\'', '"') + "}");
        return ComparedContent.of(((RequestReading.Valid) reading).request());
    }
}
