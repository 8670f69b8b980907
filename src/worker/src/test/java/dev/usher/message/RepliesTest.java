package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Result.Challenge;
import dev.usher.message.Result.Challenged;
import dev.usher.message.Result.Failed;
import dev.usher.message.Result.Succeeded;
import dev.usher.message.Result.Tokens;
import dev.usher.message.Result.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;

class RepliesTest {
    private static final Schemas SCHEMA = Schemas.of("reply.schema.json");
    private static final Instant AT = Instant.parse("2026-11-22T20:00:00.123Z");
    private static final User USER = new User("u-1", "s-1", "CONFIRMED");

    static List<Reply> replies() {
        List<Result> results =
                new ArrayList<>(
                        List.of(
                                new Succeeded(USER, null),
                                new Succeeded(
                                        new User("u", null, null),
                                        new Tokens(
                                                Secret.of("a"), Secret.of("i"), null, "Bearer", 5)),
                                new Succeeded(
                                        USER,
                                        new Tokens(
                                                Secret.of("a"),
                                                Secret.of("i"),
                                                Secret.of("r"),
                                                "Bearer",
                                                3600)),
                                new Challenged(
                                        USER,
                                        new Challenge(
                                                "SMS_MFA",
                                                Secret.of("s"),
                                                Map.of("B", "2", "A", "\u00e9\uffff"))),
                                new Challenged(USER, new Challenge("SMS_MFA", null, Map.of()))));
        for (FailureCode code : FailureCode.values()) {
            if (code != FailureCode.STRANDED) {
                results.add(Failed.of(code, "because"));
                results.add(new Failed(new Failure(code, "because", "SomeException")));
            }
        }
        List<Reply> replies = new ArrayList<>();
        for (Result result : results) {
            replies.add(new Reply("1", "m-1", "signup", result, false, 1, AT));
            replies.add(new Reply(null, "m-1", null, result, true, 0, AT));
        }
        return replies;
    }

    @ParameterizedTest
    @MethodSource("replies")
    void every_reply_is_as_its_schema_says_and_reads_back_the_same(Reply reply) throws Exception {
        String body = Replies.write(reply);
        assertThat(SCHEMA.errors(new ObjectMapper().readTree(body))).as(body).isEmpty();
        assertThat(Replies.read(body)).contains(reply);
    }

    @Test
    void a_success_looks_as_published() {
        assertThat(
                        Replies.write(
                                new Reply(
                                        "1",
                                        "m-1",
                                        "signup",
                                        new Succeeded(
                                                USER,
                                                new Tokens(
                                                        Secret.of("a"),
                                                        Secret.of("i"),
                                                        Secret.of("r"),
                                                        "Bearer",
                                                        3600)),
                                        false,
                                        1,
                                        Instant.parse("2026-11-22T20:00:00.000000009Z"))))
                .isEqualTo(
                        "{'version':1,'id':'1','requestMessageId':'m-1','type':'signup',"
                                        .replace('\'', '"')
                                + ("'status':'succeeded','user':{'username':'u-1','sub':'s-1',"
                                                + "'status':'CONFIRMED'},"
                                                + "'tokens':{'accessToken':'a','idToken':'i',"
                                                + "'refreshToken':'r','tokenType':'Bearer',"
                                                + "'expiresIn':3600},'duplicate':false,"
                                                + "'attempts':1,"
                                                + "'completedAt':'2026-11-22T20:00:00Z'}")
                                        .replace('\'', '"'));
    }

    @Test
    void a_failure_looks_as_published() {
        assertThat(
                        Replies.write(
                                new Reply(
                                        "1",
                                        "m-1",
                                        "signup",
                                        new Failed(
                                                new Failure(
                                                        FailureCode.USERNAME_EXISTS,
                                                        "taken",
                                                        "UsernameExistsException")),
                                        false,
                                        1,
                                        AT)))
                .contains(
                        ("'failure':{'code':'USERNAME_EXISTS','message':'taken','retryable':false,"
                                        + "'cognitoError':'UsernameExistsException'}")
                                .replace('\'', '"'));
    }

    @Test
    void what_sqs_would_refuse_is_escaped() {
        var challenge = new Challenge("X", null, Map.of("a", "\u0000\uffff\ud800\u00e9"));
        assertThat(
                        Replies.write(
                                new Reply(
                                        "1",
                                        "m",
                                        "signin",
                                        new Challenged(USER, challenge),
                                        false,
                                        1,
                                        AT)))
                .containsPattern("(?i)u0000.uffff.ud800.u00e9")
                .matches("[\\x20-\\x7e]+");
    }

    @Test
    void what_is_no_reply_is_none() {
        assertThat(
                        List.of(
                                "",
                                "x",
                                "[]",
                                "{}",
                                "null",
                                "{\"requestMessageId\":\"m\",\"status\":\"lost\"}",
                                "[".repeat(100_000)))
                .allSatisfy(body -> assertThat(Replies.read(body)).isEmpty());
    }
}
