package dev.usher.tools.replies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.EnqueueFixture;
import dev.usher.tools.replies.ReplyReading.Verdict;
import dev.usher.tools.run.RowStatus;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunResult;
import dev.usher.tools.run.SentLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The replies to the rows of a run, and their results. */
final class RunAnswersTest {
    @TempDir private Path home;
    private EnqueueFixture fixture;
    private Path file;

    @BeforeEach
    void begin() throws Exception {
        fixture = new EnqueueFixture(home);
        file = fixture.file(EnqueueFixture.people(9, 4));
        fixture.send(file); // Rows 4 and 8 are bad.
    }

    /** Opens the run for one check. */
    private interface Look {
        void at(RunAnswers answers) throws IOException;
    }

    private void open(boolean withTokens, Look look) throws IOException {
        try (RunFolder folder = RunFolder.existing(fixture.run);
                RunAnswers answers = new RunAnswers(folder, withTokens, Progress.SILENT)) {
            look.at(answers);
        }
    }

    private void open(Look look) throws IOException {
        open(false, look);
    }

    private List<SentLog.Entry> sent() throws IOException {
        List<SentLog.Entry> entries = new ArrayList<>();
        try (SentLog log =
                new SentLog(fixture.run.resolve("sent.log"), (at, entry) -> entries.add(entry))) {
            log.force();
        }
        return entries;
    }

    private SentLog.Entry row(int number) throws IOException {
        return sent().stream().filter(entry -> entry.number() == number).findAny().orElseThrow();
    }

    private static Message answer(SentLog.Entry entry, Result result, boolean duplicate) {
        return ReplyFixture.message(
                ReplyFixture.body(entry.id(), entry.messageId(), result, duplicate));
    }

    private List<String> results() {
        return EnqueueFixture.read(fixture.run.resolve("results.csv")).lines().toList();
    }

    @Test
    void results_have_a_line_for_each_row_in_its_order() throws Exception {
        Result[] came = {
            ReplyFixture.failed(FailureCode.INVALID_PASSWORD),
            ReplyFixture.done(),
            ReplyFixture.failed(FailureCode.USERNAME_EXISTS),
            ReplyFixture.challenged(),
            ReplyFixture.done(),
            ReplyFixture.failed(FailureCode.RETRIES_EXHAUSTED),
        };
        open(answers -> {
            assertThat(answers.enough()).isFalse();
            List<SentLog.Entry> entries = new ArrayList<>(sent());
            for (int i = 5; i >= 0; i--) {
                assertThat(answers.take(ReplyFixture.to(entries.get(i), came[i])))
                        .isEqualTo(Verdict.TAKEN);
            }
            RunResult result = answers.write(null);
            assertThat(result.counts())
                    .isEqualTo(
                            Map.of(
                                    RowStatus.SUCCEEDED, 2,
                                    RowStatus.CHALLENGED, 1,
                                    RowStatus.EXISTING, 1,
                                    RowStatus.FAILED, 2,
                                    RowStatus.INVALID, 2,
                                    RowStatus.UNANSWERED, 1));
            assertThat(result.codes())
                    .hasToString("{INVALID_PASSWORD=1, RETRIES_EXHAUSTED=1, USERNAME_EXISTS=1}");
            assertThat(result.complete()).isFalse();
        });
        String why = ",\"that is why, \"\"said\"\" it\",";
        assertThat(results())
                .containsExactly(
                        "row,id,username,status,code,message,sub",
                        "1," + row(1).id() + ",user-1,failed,INVALID_PASSWORD" + why,
                        "2," + row(2).id() + ",user-2,succeeded,,,sub-1",
                        "3," + row(3).id() + ",user-3,failed,USERNAME_EXISTS" + why,
                        "4,,user-4,invalid,,/password is required,",
                        "5," + row(5).id() + ",user-5,challenged,,SMS_MFA,sub-1",
                        "6," + row(6).id() + ",user-6,succeeded,,,sub-1",
                        "7," + row(7).id() + ",user-7,failed,RETRIES_EXHAUSTED" + why,
                        "8,,user-8,invalid,,/password is required,",
                        "9," + row(9).id() + ",user-9,unanswered,,,");
    }

    @Test
    void replies_to_others_are_left_to_them() throws Exception {
        open(answers -> {
            SentLog.Entry ours = row(1);
            for (String body :
                    List.of(
                            ReplyFixture.body("other", "other-1", ReplyFixture.done(), false),
                            ReplyFixture.body(
                                    ours.id(),
                                    "impostor",
                                    ReplyFixture.failed(FailureCode.ID_REUSED),
                                    false),
                            ReplyFixture.body(
                                    null,
                                    "other-2",
                                    ReplyFixture.failed(FailureCode.INVALID_REQUEST),
                                    false),
                            "no reply at all",
                            "{}",
                            "{\"id\":\""
                                    + ours.id()
                                    + "\",\"requestMessageId\":\""
                                    + ours.messageId()
                                    + "\"}")) {
                assertThat(answers.take(ReplyFixture.message(body)))
                        .as(body)
                        .isEqualTo(Verdict.LEFT);
            }
            assertThat(answers.write(null).count(RowStatus.UNANSWERED)).isEqualTo(7);
        });
        assertThat(fixture.run.resolve("answers.jsonl")).isEmptyFile();
    }

    @Test
    void a_failure_code_of_a_later_version_is_an_answer() throws Exception {
        open(answers -> {
            String body =
                    ReplyFixture.body(
                                    row(1).id(),
                                    row(1).messageId(),
                                    ReplyFixture.failed(FailureCode.INVALID_PASSWORD),
                                    false)
                            .replace("INVALID_PASSWORD", "NEW_THING");
            assertThat(answers.take(ReplyFixture.message(body))).isEqualTo(Verdict.TAKEN);
            assertThat(answers.write(null).codes()).containsEntry("NEW_THING", 1);
        });
    }

    @Test
    void our_own_id_reused_is_an_answer() throws Exception {
        open(answers -> {
            Message reused = ReplyFixture.to(row(1), ReplyFixture.failed(FailureCode.ID_REUSED));
            assertThat(answers.take(reused)).isEqualTo(Verdict.TAKEN);
            assertThat(answers.write(null).count(RowStatus.FAILED)).isEqualTo(1);
        });
    }

    @Test
    void the_answer_to_a_message_that_a_crash_kept_from_the_log_is_taken_and_counts_for_nothing()
            throws Exception {
        open(answers -> {
            String twin = ReplyFixture.body(row(1).id(), "unlogged", ReplyFixture.done(), false);
            assertThat(answers.take(ReplyFixture.message(twin))).isEqualTo(Verdict.TAKEN);
            assertThat(answers.write(null).count(RowStatus.UNANSWERED)).isEqualTo(7);
        });
    }

    @Test
    void a_row_that_was_sent_twice_is_answered_by_either_message() throws Exception {
        SentLog.Entry first = row(1);
        try (SentLog log = new SentLog(fixture.run.resolve("sent.log"), (at, entry) -> {})) {
            log.append(
                    List.of(
                            new SentLog.Entry(
                                    1, first.line(), first.id(), "again", first.username())));
        }
        open(answers -> {
            assertThat(answers.take(ReplyFixture.to(first, ReplyFixture.done())))
                    .isEqualTo(Verdict.TAKEN);
            assertThat(answers.write(null).count(RowStatus.UNANSWERED)).isEqualTo(6);
            String again = ReplyFixture.body(first.id(), "again", ReplyFixture.done(), true);
            assertThat(answers.take(ReplyFixture.message(again))).isEqualTo(Verdict.TAKEN);
            assertThat(answers.write(null).count(RowStatus.UNANSWERED)).isEqualTo(6);
        });
    }

    @Test
    void giving_up_is_superseded_and_supersedes_nothing() throws Exception {
        open(answers -> {
            for (SentLog.Entry entry : sent()) {
                answers.take(
                        answer(entry, ReplyFixture.failed(FailureCode.RETRIES_EXHAUSTED), false));
            }
            assertThat(answers.enough()).as("a replay may still answer").isFalse();
            assertThat(answers.enoughWhenQuiet()).isTrue();
            for (SentLog.Entry entry : sent()) {
                answers.take(answer(entry, ReplyFixture.done(), false));
                answers.take(
                        answer(entry, ReplyFixture.failed(FailureCode.RETRIES_EXHAUSTED), false));
                answers.take(answer(entry, ReplyFixture.done(), true));
            }
            assertThat(answers.enough()).isTrue();
            assertThat(answers.write(null).count(RowStatus.SUCCEEDED)).isEqualTo(7);
        });
        assertThat(results()).noneMatch(line -> line.contains("EXHAUSTED"));
    }

    @Test
    void a_reply_that_comes_again_is_taken_again_and_counted_once() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        open(answers -> {
            for (int i = 0; i < 5; i++) {
                assertThat(answers.take(answer(row(1), ReplyFixture.done(), false)))
                        .isEqualTo(Verdict.TAKEN);
                reached.incrementAndGet();
            }
            assertThat(answers.write(null).count(RowStatus.SUCCEEDED)).isEqualTo(1);
        });
        assertThat(reached).hasValue(5);
        assertThat(EnqueueFixture.read(fixture.run.resolve("answers.jsonl")).lines()).hasSize(1);
    }

    @Test
    void where_the_answers_break_off_the_rest_is_waited_for_again() throws Exception {
        open(answers -> {
            for (SentLog.Entry entry : sent()) {
                answers.take(ReplyFixture.to(entry, ReplyFixture.done()));
            }
            answers.secure();
        });
        byte[] whole = Files.readAllBytes(fixture.run.resolve("answers.jsonl"));
        int last = new String(whole, StandardCharsets.UTF_8).strip().lastIndexOf('\n') + 1;
        for (int cut = last - 1;
                cut <= whole.length;
                cut += cut < last || cut > whole.length - 3 ? 1 : 7) {
            EnqueueFixture.write(fixture.run.resolve("answers.jsonl"), Arrays.copyOf(whole, cut));
            int left = cut == whole.length ? 0 : cut < last ? 2 : 1;
            open(answers -> {
                assertThat(answers.write(null).count(RowStatus.UNANSWERED)).isEqualTo(left);
                for (SentLog.Entry entry : sent()) {
                    answers.take(ReplyFixture.to(entry, ReplyFixture.done()));
                }
                assertThat(answers.enough()).isTrue();
                assertThat(answers.write(null).count(RowStatus.SUCCEEDED)).isEqualTo(7);
            });
            assertThat(Files.readAllBytes(fixture.run.resolve("answers.jsonl"))).isEqualTo(whole);
        }
    }

    @Test
    void tokens_are_kept_only_where_they_are_asked_for() throws Exception {
        open(answers -> {
            answers.take(ReplyFixture.to(row(1), ReplyFixture.tokens()));
            answers.take(ReplyFixture.to(row(2), ReplyFixture.challenged()));
            answers.write(null);
        });
        try (var files = Files.list(fixture.run)) {
            assertThat(files)
                    .allSatisfy(kept ->
                            assertThat(EnqueueFixture.read(kept))
                                    .doesNotContain(ReplyFixture.TOKEN));
        }
        open(
                true,
                answers -> {
                    Message tokens = ReplyFixture.to(row(3), ReplyFixture.tokens());
                    assertThat(answers.take(tokens)).isEqualTo(Verdict.TAKEN);
                    answers.write(null);
                });
        assertThat(results().getFirst()).endsWith(",sub,access_token,id_token,refresh_token");
        assertThat(results().get(3)).endsWith(",sub-1,eyJ0b2tlbg1,eyJ0b2tlbg2,eyJ0b2tlbg3");
        assertThat(results().get(1)).endsWith(",sub-1,,,");
        RowReply rowReply =
                RowReply.read(
                        EnqueueFixture.read(fixture.run.resolve("answers.jsonl"))
                                .lines()
                                .toList()
                                .getLast());
        assertThat(rowReply + "" + rowReply.tokens()).doesNotContain(ReplyFixture.TOKEN);
    }

    @Test
    void rows_that_are_not_sent_yet_are_unsent_and_those_that_sqs_refused_are_invalid()
            throws Exception {
        EnqueueFixture other = new EnqueueFixture(Files.createDirectory(home.resolve("other")));
        other.queue.fault((operation, entry) -> {
            String user =
                    EnqueueFixture.member(((dev.usher.sqs.Outgoing) entry).body(), "/username");
            return List.of("user-17", "user-3", "user-12").contains(user)
                    ? new dev.usher.sqs.Queue.Outcome.Refused("Bad")
                    : null;
        });
        Path people = other.file(EnqueueFixture.people(20, 9));
        other.send(people);
        fixture = other;
        open(answers -> {
            assertThat(answers.complete()).isTrue();
            RunResult result = answers.write(null);
            assertThat(result.counts())
                    .isEqualTo(Map.of(RowStatus.INVALID, 5, RowStatus.UNANSWERED, 15));
            assertThat(result.failedRows()).hasToString("{3, 9, 12, 17, 18}");
        });
        assertThat(results().get(3)).isEqualTo("3,,user-3,invalid,,SQS refuses the message: Bad,");
        EnqueueFixture.write(other.run.resolve("sent.log"), new byte[0]);
        open(answers -> assertThat(answers.write(null).count(RowStatus.UNSENT)).isEqualTo(15));
        assertThat(results().get(1)).isEqualTo("1,,,unsent,,,");
    }

    @Test
    void a_log_that_names_rows_beyond_the_file_is_refused() throws Exception {
        try (SentLog log = new SentLog(fixture.run.resolve("sent.log"), (at, entry) -> {})) {
            log.append(List.of(new SentLog.Entry(10, 1, "x", "y", "z")));
        }
        assertThatThrownBy(() -> open(answers -> {})).isInstanceOf(CommandException.class);
    }
}
