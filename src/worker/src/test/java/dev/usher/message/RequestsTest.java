package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.RequestReading.Invalid;
import dev.usher.message.RequestReading.Valid;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    private static final String SIGN_IN =
            "{'type':'signin','id':'1','username':'u','password':'p'}".replace('\'', '"');

    @Test
    void a_full_sign_up_is_read() {
        assertThat(
                        read(
                                """
                                {"type":"signup","id":"a:1","version":1.0,"username":"ann",
                                 "notAfter":"2026-11-22T22:00:00.5+02:00","replyTo":"crm",
                                 "clientMetadata":{"k":"v"},"password":"p w",
                                 "attributes":{"email":"a@b.c"},"groups":["y","x"],
                                 "finish":"confirmed"}
                                """))
                .isEqualTo(
                        new Valid(
                                new Request.SignUp(
                                        new Envelope(
                                                "a:1",
                                                "ann",
                                                Instant.parse("2026-11-22T20:00:00.5Z"),
                                                "crm",
                                                Map.of("k", "v")),
                                        Secret.of("p w"),
                                        Map.of("email", "a@b.c"),
                                        List.of("y", "x"),
                                        Finish.CONFIRMED)));
    }

    @Test
    void the_defaults_are_filled_in() {
        var valid = (Valid) read("{'type':'signup','id':'1','username':'u','password':'p'}");
        assertThat(valid.request())
                .isEqualTo(
                        new Request.SignUp(
                                new Envelope("1", "u", null, null, Map.of()),
                                Secret.of("p"),
                                Map.of(),
                                List.of(),
                                Finish.TOKENS));
    }

    @Test
    void all_problems_are_told_at_once_each_with_its_pointer() {
        var invalid =
                invalid(
                        "{'type':'signup','id':'1','username':'a b','finish':'Tokens',"
                                + "'attributes':{'a/b':1},'groups':['g','g'],'pasword':'x','version':2}");
        assertThat(invalid.message())
                .isEqualTo(
                        "/version must be 1; "
                                + "/username must be 1 to 128 characters, no white space or control"
                                + " characters; "
                                + "/finish must be one of tokens, confirmed, invite; "
                                + "/attributes/a~1b must be a string; "
                                + "/groups/1 is there twice; "
                                + "/pasword is not a member of signup requests");
        assertThat(invalid.id()).isEqualTo("1");
        assertThat(invalid.type()).isEqualTo("signup");
        assertThat(invalid.username()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'type':'signup','id':'1','username':'u'}|/password is required
                    {'type':'signup','id':'1','username':'u','finish':'invite','password':'p'}|/password does not go with an invitation
                    {'type':'answer','id':'1','username':'u'}|/type is not supported yet
                    {'type':'singup','id':'1','username':'u'}|/type must be one of signup, signin, refresh
                    {'type':'signin','id':'1','username':'u','password':'p','flow':'srp'}|/flow srp is not supported yet
                    {'type':'signin','id':'1','username':'u','password':null}|/password must be a string
                    {'type':'signin','id':'1','username':'u','password':'p','id':'1'}|/id is there twice
                    {'type':'signin','id':'1','username':'u','password':'p','clientMetadata':{'a':'b','a':'b'}}|/clientMetadata/a is there twice
                    {'type':'signin','id':'1','username':'u','password':'p'} x|the body is not valid JSON (line 1, column 59)
                    {'type':'signin','id':'1','username':'u','password':'p'} {}|the body goes on after its JSON object
                    {'type':'signin','id':'1','username':'u','password':'p|/password is not valid JSON (line 1, column 55)
                    {'id':'1','username':'u','password':'\\ud800','type':'signin'}|/password has half of a surrogate pair, which cannot be sent on
                    """)
    void each_problem_in_its_own_words(String body, String message) {
        var invalid = invalid(body);
        assertThat(invalid.message()).isEqualTo(message);
        assertThat(invalid.id()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"id":"a","x":[|a
                    {"id":"a"|a
                    {"id":"a|
                    {"id":"a","id":"a"}|a
                    {"id":"a","id":"b"}|
                    {"id":"a","id":1}|
                    {"x":{"id":"a"}}|
                    {"x":{"id":"a"},"id":"b"|b
                    [{"id":"a"}]|
                    {"id":""}|
                    {"id":"a b"}|
                    {"id":1}|
                    {"id":null}|
                    """)
    void an_id_is_readable_if_it_stands_at_the_top_without_doubt(String body, String id) {
        assertThat(((Invalid) Requests.read(body)).id()).isEqualTo(id);
    }

    @Test
    void nesting_of_any_depth_costs_nothing() {
        for (String open : List.of("[", "[{\"a\":")) {
            var invalid = invalid("{'id':'1','x':" + open.repeat(100_000));
            assertThat(invalid.id()).isEqualTo("1");
            assertThat(invalid.message()).contains("/x is nested too deeply or too long (line 1");
        }
    }

    @Test
    void what_stands_behind_an_unknown_member_is_still_read() {
        var invalid = invalid("{'x':" + "[".repeat(90) + "]".repeat(90) + ",'id':'1'}");
        assertThat(invalid.id()).isEqualTo("1");
    }

    @Test
    void a_body_above_256_KiB_is_refused_with_its_id() {
        String body = SIGN_IN.replace("}", " ".repeat(256 * 1024 - SIGN_IN.length()) + "}");
        assertThat(Requests.read(body)).isInstanceOf(Valid.class);
        assertThat(Requests.read(body + " "))
                .asInstanceOf(type(Invalid.class))
                .satisfies(invalid -> {
                    assertThat(invalid.message()).isEqualTo("the body is larger than 256 KiB");
                    assertThat(invalid.id()).isEqualTo("1");
                });
    }

    @Test
    void names_that_senders_chose_are_cut_and_shown_harmlessly() {
        var invalid =
                invalid(SIGN_IN.replace("{", "{'a\\u0000\\u202e~/" + "x".repeat(500) + "':1,"));
        assertThat(invalid.message())
                .isEqualTo(
                        "/a\\u{0}\\u{202e}~0~1"
                                + "x".repeat(59)
                                + "... is not a member of signin requests");
    }

    @Test
    void a_thousand_problems_make_a_short_message() {
        var body = new StringBuilder(SIGN_IN);
        for (int i = 0; i < 1_000; i++) {
            body.insert(1, "\"" + "\u00e4".repeat(100) + i + "\":1,");
        }
        var invalid = invalid(body.toString());
        assertThat(invalid.problems()).hasSize(21);
        assertThat(invalid.message()).endsWith("; the body has 980 more problems");
        assertThat(invalid.message().length()).isLessThan(4_000);
    }

    @Test
    void ten_thousand_garbled_requests_are_all_answered_without_their_secrets() {
        long seed = new SecureRandom().nextLong();
        System.out.println("garbled requests: seed " + seed);
        var requests = new RandomRequests(seed);
        int unreadable = 0;
        for (int i = 0; i < 10_000; i++) {
            String body = requests.garbled();
            if (Requests.read(body) instanceof Invalid invalid) {
                unreadable += invalid.id() == null ? 1 : 0;
                assertThat(invalid.problems()).as("seed %d: %s", seed, body).isNotEmpty();
                assertThat(invalid.message())
                        .as("seed %d: %s", seed, body)
                        .hasSizeLessThan(8_000)
                        .doesNotContain(RandomRequests.PLANTED)
                        .doesNotContain("Unexpected", "Unrecognized", "[Source");
                assertThat(invalid.problems())
                        .as("seed %d: %s", seed, body)
                        .allMatch(p -> p.pointer().isEmpty() || p.pointer().startsWith("/"));
            }
        }
        assertThat(unreadable).as("seed %d", seed).isBetween(500, 9_500);
    }

    private static RequestReading read(String body) {
        return Requests.read(body.replace('\'', '"'));
    }

    private static Invalid invalid(String body) {
        return (Invalid) read(body);
    }
}
