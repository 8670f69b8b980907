package dev.usher.tools.enqueue;

import static dev.usher.tools.files.Sheets.CONFIRMED;
import static dev.usher.tools.files.Sheets.CSV;
import static dev.usher.tools.files.Sheets.INVITE;
import static dev.usher.tools.files.Sheets.JSON;
import static dev.usher.tools.files.Sheets.TERMS;
import static dev.usher.tools.files.Sheets.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.PoolRules;
import dev.usher.flow.PoolRules.CharacterClass;
import dev.usher.message.Request.SignUp;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.RowPosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows are held to what the worker holds requests to, and told all of it. */
final class RowValidatorTest {
    private static final String SECRET = "hunter2-S3cret";
    private static final String[] VALUES = {
        "\"ann\"",
        "\"änn😀\"",
        "\"a b\"",
        "\"\"",
        "null",
        "7",
        "[]",
        "{}",
        "\"staff\"",
        "[\"staff\"]",
        "[\"staff\",\"staff\"]",
        "[\"nobody\"]",
        "[1]",
        "{\"email\":\"a@x\"}",
        "{\"email_verified\":\"true\"}",
        "{\"a b\":\"c\"}",
        "{\"email\":1}",
        "{\"k\":\"\"}",
        "\"tokens\"",
        "\"confirmed\"",
        "\"invite\"",
        "\"signup\"",
        "\"signin\"",
        "\"answers\"",
        "\"others\"",
        "\"2026-11-22T20:00:00Z\"",
        "\"tomorrow\"",
        "1",
        "\"\\ud800\"",
        "\"" + "x".repeat(300) + "\"",
        "true"
    };
    private static final String[] MEMBERS = {
        "username",
        "password",
        "id",
        "type",
        "finish",
        "replyTo",
        "notAfter",
        "version",
        "attributes",
        "groups",
        "clientMetadata",
        "usernam",
        "session"
    };

    @Test
    void good_is_what_the_worker_takes_and_nothing_else() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder line = new StringBuilder("{\"username\":\"u\"");
            boolean usernameIsFine = random.nextInt(4) > 0;
            if (!usernameIsFine) {
                line.setLength(0);
                line.append("{\"version\":1");
            }
            if (random.nextInt(5) > 0) {
                line.append(",\"password\":\"").append(SECRET).append('"');
            }
            for (int n = random.nextInt(3); n > 0; n--) {
                line.append(",\"")
                        .append(MEMBERS[random.nextInt(MEMBERS.length)])
                        .append("\":")
                        .append(VALUES[random.nextInt(VALUES.length)]);
            }
            line.append('}');
            RowDefaults rowDefaults = random.nextInt(3) == 0 ? INVITE : CONFIRMED;
            RowVerdict rowVerdict =
                    new RowValidator("s", rowDefaults, TERMS)
                            .validate(rows(JSON, bytes(line.toString()), rowDefaults).getFirst());
            boolean taken = takenByTheWorker(complete(line.toString(), rowDefaults), rowDefaults);
            assertThat(rowVerdict instanceof Good).as("seed %d: %s", seed, line).isEqualTo(taken);
            if (rowVerdict instanceof Good row) {
                good++;
                assertThat(takenByTheWorker(row.body(), rowDefaults)).as(row.body()).isTrue();
                assertThat(row.body()).as("what SQS takes").matches("\\p{ASCII}*");
            }
            assertThat(rowVerdict.toString()).as("seed %d", seed).doesNotContain(SECRET);
        }
        assertThat(good).as("the property is worth something").isBetween(500, 4_500);
    }

    /** The line as a request, put together in another way. */
    private static String complete(String line, RowDefaults rowDefaults) {
        String rest = line.substring(1);
        String type = rest.contains("\"type\":") ? "" : "\"type\":\"signup\",";
        String finish =
                rest.contains("\"finish\":")
                        ? ""
                        : "\"finish\":\"" + rowDefaults.finishMember() + "\",";
        String id = rest.contains("\"id\":") ? "" : "\"id\":\"some\",";
        return "{" + id + type + finish + rest;
    }

    private static boolean takenByTheWorker(String body, RowDefaults rowDefaults) {
        return Requests.read(body) instanceof RequestReading.Valid(SignUp signUp)
                && TERMS.limits().refuse(signUp).isEmpty()
                && (signUp.envelope().replyTo() == null
                        || TERMS.replyQueues().test(signUp.envelope().replyTo()))
                && (signUp.password() != null || rowDefaults.equals(INVITE));
    }

    @Test
    void every_reason_of_a_row_is_told_and_no_value() {
        Row row =
                rows(
                                CSV,
                                "username,password,email,email_verified,groups,finish,replyTo,notAfter,id,custom:a\n"
                                        + "a b,"
                                        + SECRET
                                        + ","
                                        + "x".repeat(2049)
                                        + ",true,nobody;staff;staff,later,"
                                        + "others,tomorrow,my id,v\n")
                        .getFirst();
        assertThat(reasons(TERMS, CONFIRMED, row))
                .containsExactlyInAnyOrder(
                        "/username must be 1 to 128 characters, no white space or control characters",
                        "/attributes/email must be at most 2048 characters",
                        "/groups/2 is there twice",
                        "/finish must be one of tokens, confirmed, invite",
                        "/notAfter must be an RFC 3339 instant such as 2026-11-22T20:00:00Z",
                        "/id must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ / + = -");
    }

    @Test
    void what_only_the_operator_forbids_is_told_all_at_once_too() {
        WorkerRules pool =
                TERMS.withPool(
                        new PoolRules(12, Set.of(CharacterClass.SYMBOL), Set.of("email", "name")));
        Row row =
                rows(
                                CSV,
                                "username,password,email_verified,groups,finish,replyTo\n"
                                        + "ann,short,true,nobody,,others\nbob,,true,,invite,\n")
                        .getFirst();
        assertThat(reasons(pool, CONFIRMED, row))
                .containsExactlyInAnyOrder(
                        "/groups/0 is not one of USHER_GROUPS; /attributes/email_verified is not"
                                + " one of USHER_ATTRIBUTES",
                        "/replyTo is not one of USHER_REPLY_QUEUES",
                        "/password: the user pool's policy asks for at least 12 characters, a"
                                + " symbol",
                        "/attributes/email is required by the user pool",
                        "/attributes/name is required by the user pool");
    }

    @Test
    void no_invitation_goes_out_by_accident() {
        String file = "username,password,finish\nann,,invite\nbob,p,invite\ncid,p,\n";
        List<Row> rows = rows(CSV, file);
        assertThat(reasons(TERMS, CONFIRMED, rows.getFirst()))
                .containsExactly(
                        "/finish asks for an invitation, and only --finish invite lets any"
                                + " through");
        assertThat(reasons(TERMS, CONFIRMED, rows.get(1)))
                .contains("/password does not go with an invitation");
        assertThat(reasons(TERMS, CONFIRMED, rows.get(2))).isEmpty();
        List<Row> asked = rows(CSV, bytes("username\nann\n"), INVITE);
        assertThat(reasons(TERMS, INVITE, asked.getFirst())).isEmpty();
    }

    @Test
    void a_sign_up_without_a_password_is_bad_unless_it_is_an_invitation() {
        assertThat(reasons(TERMS, CONFIRMED, rows(CSV, "username,password\nann,\n").getFirst()))
                .containsExactly("/password is required");
    }

    @Test
    void what_is_kept_of_rows_prints_without_secrets() {
        Row row = rows(CSV, "username,password\nann," + SECRET + "\n").getFirst();
        RowVerdict good = new RowValidator("s", CONFIRMED, TERMS).validate(row);
        assertThat(good).isInstanceOf(Good.class);
        assertThat(good.toString() + row + List.of(good)).doesNotContain(SECRET);
        RowVerdict bad =
                new RowValidator("s", CONFIRMED, TERMS)
                        .validate(
                                rows(CSV, "username,password\nann," + SECRET.repeat(30) + "\n")
                                        .getFirst());
        assertThat(((Bad) bad).printableUsername() + bad).doesNotContain(SECRET);
    }

    @Test
    void usernames_of_bad_rows_are_no_commands_to_a_terminal() {
        Bad bad =
                new Bad(
                        new RowPosition(1, 2),
                        "\u001b[2Jann\r\n\u202e" + "x".repeat(200),
                        List.of("is bad"));
        assertThat(bad.printableUsername())
                .startsWith("?[2Jann???xxx")
                .endsWith("x...")
                .hasSizeLessThan(140);
    }

    @Test
    void reasons_are_counted_by_kind_and_kinds_are_bounded() {
        ReasonCounts reasonCounts = new ReasonCounts();
        for (int i = 0; i < 1000; i++) {
            reasonCounts.add("/username is that of line " + i);
            reasonCounts.add("kind " + (i < 500 ? "a".repeat(i % 300) : "a"));
        }
        assertThat(reasonCounts.counts())
                .hasSizeLessThanOrEqualTo(201)
                .containsKey("(other reasons)");
        assertThat(reasonCounts.counts().entrySet().iterator().next().getKey())
                .isEqualTo("/username is that of line N");
        assertThat(reasonCounts.counts().values().stream().mapToInt(n -> n).sum()).isEqualTo(2000);
    }

    private static List<String> reasons(WorkerRules workerRules, RowDefaults rowDefaults, Row row) {
        return switch (new RowValidator("s", rowDefaults, workerRules).validate(row)) {
            case Good good -> List.of();
            case Bad bad -> bad.reasons();
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
