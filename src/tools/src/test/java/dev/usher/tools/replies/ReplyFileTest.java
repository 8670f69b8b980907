package dev.usher.tools.replies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.EnqueueFixture;
import dev.usher.tools.replies.ReplyFile.Kind;
import dev.usher.tools.replies.ReplyReading.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies in a file, or only shown. */
final class ReplyFileTest {
    @TempDir private Path home;
    private Path path;
    private final ReplyTally tally = new ReplyTally(Long.MAX_VALUE);

    @BeforeEach
    void begin() {
        path = home.resolve("replies");
    }

    private ReplyFile open(Kind kind) {
        return new ReplyFile(path, kind, false, tally);
    }

    private static Message reply(String id, Result result) {
        return ReplyFixture.message(ReplyFixture.body(id, "m-" + id, result, false));
    }

    private List<String> lines() {
        return EnqueueFixture.read(path).lines().toList();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_reply_is_there_once_over_any_number_of_processes(Kind kind) throws Exception {
        for (int process = 0; process < 3; process++) {
            try (ReplyFile file = open(kind)) {
                for (int i = 0; i < 5 + process; i++) {
                    Message reply = reply("r" + i, ReplyFixture.tokens());
                    assertThat(file.take(reply)).isEqualTo(Verdict.TAKEN);
                }
                Message other = reply("r1", ReplyFixture.failed(FailureCode.LOCKED_OUT));
                assertThat(file.take(other)).isEqualTo(Verdict.TAKEN);
                file.secure();
            }
        }
        assertThat(lines()).hasSize(8 + (kind == Kind.csv ? 1 : 0));
        assertThat(EnqueueFixture.read(path)).contains("***").doesNotContain(ReplyFixture.TOKEN);
        assertThat(tally.counts()).isEqualTo(Map.of("succeeded", 7, "failed LOCKED_OUT", 1));
        assertThat(tally.withTokens()).isEqualTo(7);
        assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
    }

    @Test
    void a_json_line_is_the_reply_as_it_came_and_a_csv_line_has_its_members() {
        try (ReplyFile file = new ReplyFile(path, Kind.jsonl, true, tally)) {
            file.take(reply("1", ReplyFixture.tokens()));
        }
        assertThat(EnqueueFixture.read(path))
                .isEqualTo(ReplyFixture.body("1", "m-1", ReplyFixture.tokens(), false) + "\n");
        path = home.resolve("replies.csv");
        try (ReplyFile file = new ReplyFile(path, Kind.csv, true, tally)) {
            file.take(reply("1", ReplyFixture.tokens()));
            file.take(reply("2", ReplyFixture.failed(FailureCode.EXPIRED)));
        }
        assertThat(lines())
                .containsExactly(
                        "id,requestMessageId,type,status,code,message,username,sub,userStatus,"
                                + "duplicate,attempts,completedAt,accessToken,idToken,refreshToken",
                        "1,m-1,signup,succeeded,,,internal,sub-1,CONFIRMED,false,1,"
                                + "2026-11-22T20:00:00Z,eyJ0b2tlbg1,eyJ0b2tlbg2,eyJ0b2tlbg3",
                        "2,m-2,signup,failed,EXPIRED,\"that is why, \"\"said\"\" it\",,,,false,1,"
                                + "2026-11-22T20:00:00Z,,,");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_reply_of_several_lines_is_one_and_keeps_no_later_process_away(Kind kind) {
        Result strange =
                Result.Failed.of(FailureCode.EXPIRED, "first\r\nsecond\n\nthird\u2028fourth");
        for (int process = 0; process < 2; process++) {
            try (ReplyFile file = open(kind)) {
                assertThat(file.take(reply("1", strange))).isEqualTo(Verdict.TAKEN);
                assertThat(file.take(reply("2", ReplyFixture.done()))).isEqualTo(Verdict.TAKEN);
            }
        }
        assertThat(EnqueueFixture.read(path).chars().filter(c -> c == '\n'))
                .hasSize(kind == Kind.csv ? 3 : 2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void what_a_crash_left_of_a_line_is_cut_off(Kind kind) throws Exception {
        try (ReplyFile file = open(kind)) {
            file.take(reply("1", ReplyFixture.done()));
            file.take(reply("2", ReplyFixture.done()));
        }
        byte[] whole = Files.readAllBytes(path);
        EnqueueFixture.write(path, java.util.Arrays.copyOf(whole, whole.length - 9));
        try (ReplyFile file = open(kind)) {
            file.take(reply("1", ReplyFixture.done()));
            file.take(reply("2", ReplyFixture.done()));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my diary",
                "my\ndiary\n",
                "\n",
                "{\"a\":1}\n",
                "id,name\n1,ann\n",
                "{\"version\":1,\"id\":\"1\",\"requestMessageId\":\"m\",\"status\":\"succeeded\"}\nmy diary\nmore"
            })
    void a_file_of_something_else_is_refused_and_stays_as_it_is(String text) throws Exception {
        for (Kind kind : Kind.values()) {
            EnqueueFixture.write(path, text.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> open(kind).close())
                    .isInstanceOfSatisfying(
                            CommandException.class, e -> assertThat(e.usage()).isTrue())
                    .hasMessageContaining("is not a file of replies as " + kind);
            assertThat(Files.readString(path)).isEqualTo(text);
        }
    }

    @Test
    void a_file_of_the_other_kind_is_refused() throws Exception {
        try (ReplyFile file = open(Kind.csv)) {
            file.take(reply("1", ReplyFixture.done()));
        }
        byte[] csv = Files.readAllBytes(path);
        assertThatThrownBy(() -> open(Kind.jsonl)).isInstanceOf(CommandException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(csv);
    }

    @Test
    void an_unusable_file_is_reported_in_one_line() {
        path = home.resolve("no/such/folder/replies");
        assertThatThrownBy(() -> open(Kind.csv))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("can't be used");
        path = home;
        assertThatThrownBy(() -> open(Kind.csv))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("can't be read");
    }

    @Test
    void only_so_many_are_taken_and_what_is_no_reply_never() {
        try (ReplyFile file = new ReplyFile(path, Kind.jsonl, false, new ReplyTally(2))) {
            assertThat(file.take(ReplyFixture.message("my diary"))).isEqualTo(Verdict.LEFT);
            assertThat(file.take(ReplyFixture.message("{}"))).isEqualTo(Verdict.LEFT);
            String twice =
                    ReplyFixture.body("0", "m", ReplyFixture.done(), false)
                            .replace("{\"version\"", "{\"id\":\"9\",\"version\"");
            assertThat(file.take(ReplyFixture.message(twice))).isEqualTo(Verdict.LEFT);
            file.take(reply("1", ReplyFixture.done()));
            file.take(reply("1", ReplyFixture.done()));
            assertThat(file.enough()).isFalse();
            file.take(reply("2", ReplyFixture.done()));
            assertThat(file.enough()).isTrue();
            assertThat(file.take(reply("3", ReplyFixture.done()))).isEqualTo(Verdict.LEFT);
        }
        assertThat(lines()).hasSize(2);
    }

    @Test
    void a_reply_that_can_not_be_shown_is_not_taken() {
        ReplyWatch watch =
                new ReplyWatch(
                        line -> {
                            throw CommandException.failed("standard output takes no more");
                        },
                        false,
                        true,
                        new ReplyTally(2));
        assertThatThrownBy(() -> watch.take(reply("1", ReplyFixture.done())))
                .isInstanceOf(CommandException.class);
    }

    @Test
    void a_watched_reply_is_shown_once_and_stays_unless_its_deletion_is_requested() {
        for (boolean delete : List.of(false, true)) {
            List<String> shown = new ArrayList<>();
            ReplyWatch watch =
                    new ReplyWatch(
                            line -> shown.add(line.jsonLine()), false, delete, new ReplyTally(2));
            Message one = reply("1", ReplyFixture.tokens());
            assertThat(watch.take(one)).isEqualTo(delete ? Verdict.TAKEN : Verdict.NOTED);
            assertThat(watch.take(one)).as("it comes again").isEqualTo(Verdict.LEFT);
            assertThat(watch.take(ReplyFixture.message("no reply"))).isEqualTo(Verdict.LEFT);
            assertThat(watch.enough()).isFalse();
            watch.take(reply("1", ReplyFixture.tokens()));
            assertThat(watch.enough()).isTrue();
            assertThat(watch.take(reply("3", ReplyFixture.done()))).isEqualTo(Verdict.LEFT);
            assertThat(shown)
                    .hasSize(2)
                    .allMatch(line -> line.contains("***"))
                    .noneMatch(line -> line.contains(ReplyFixture.TOKEN));
        }
    }

    @Test
    void a_watch_that_goes_on_for_days_forgets_what_it_showed_long_ago() {
        List<String> shown = new ArrayList<>();
        ReplyWatch watch =
                new ReplyWatch(
                        line -> shown.add(line.jsonLine()), false, false, new ReplyTally(100), 3);
        List<Message> replies = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            replies.add(reply("r" + i, ReplyFixture.done()));
            assertThat(watch.take(replies.get(i))).isEqualTo(Verdict.NOTED);
        }
        for (Message late : replies.subList(3, 7)) {
            assertThat(watch.take(late)).isEqualTo(Verdict.LEFT);
        }
        assertThat(watch.take(replies.getFirst())).isEqualTo(Verdict.NOTED);
        assertThat(shown).hasSize(8);
    }

    @Test
    void a_reply_line_in_print_says_nothing() {
        String body = ReplyFixture.body("1", "m", ReplyFixture.tokens(), false);
        ReplyLine shown = ReplyLine.of(body, true).orElseThrow();
        assertThat(shown.toString() + Replies.read(body)).doesNotContain(ReplyFixture.TOKEN);
        assertThat(shown.jsonLine()).isEqualTo(body);
    }
}
