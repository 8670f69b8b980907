package dev.usher.tools.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.FakeQueue;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.EnqueueResult;
import dev.usher.tools.enqueue.Trial;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.Sheets;
import dev.usher.tools.files.TableFormat;
import dev.usher.tools.replies.Answering;
import dev.usher.tools.replies.RunAnswers;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rows that failed come back as they were, to be mended and enqueued again. */
@Timeout(20)
final class FailedRowsTest {
    private static final String[] DIRT = {
        "a", "b", " ", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "é", "日本", "😀", "#",
        "'", "\\", "=1+1", "\u00a0", "\u2028"
    };

    @TempDir private Path home;

    /** Answers rows by number: null leaves one unanswered. */
    private interface Replier {
        Result to(int row);
    }

    private static RunResult answer(Trial trial, RowSource input, Replier replier)
            throws IOException {
        try (RunFolder folder = RunFolder.existing(trial.run);
                RunAnswers answers = new RunAnswers(folder, false, Progress.SILENT)) {
            List<SentLog.Entry> entries = new ArrayList<>();
            try (SentLog log = new SentLog(folder.sent(), (at, entry) -> entries.add(entry))) {
                log.force();
            }
            for (SentLog.Entry entry : entries) {
                Result result = replier.to(entry.number());
                if (result != null) {
                    answers.take(Answering.to(entry, result));
                }
            }
            return answers.write(input);
        }
    }

    private static Result odd(int row) {
        return row % 2 == 0 ? Answering.done() : Answering.failed(FailureCode.INVALID_PASSWORD);
    }

    private Trial trial() throws IOException {
        return new Trial(Files.createTempDirectory(home, "trial"));
    }

    @Test
    void whatever_stood_in_a_failed_row_stands_in_the_file_and_has_the_same_ids() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            Trial trial = trial();
            char delimiter = ",;\t|".charAt(random.nextInt(4));
            Charset encoding =
                    List.of(
                                    StandardCharsets.UTF_8,
                                    StandardCharsets.UTF_16LE,
                                    StandardCharsets.UTF_16BE)
                            .get(random.nextInt(3));
            trial.tableFormat =
                    new TableFormat(
                            TableFormat.Format.csv,
                            encoding,
                            random.nextBoolean() ? delimiter : TableFormat.GUESS,
                            Map.of());
            Path file =
                    Trial.write(
                            trial.home.resolve("people.csv"),
                            dirty(random, delimiter).getBytes(encoding));
            List<Row> rows = Sheets.rows(trial.tableFormat, Files.readAllBytes(file));
            EnqueueResult sent = trial.send(file);
            assertThat(sent.checked().rows()).as("seed %d", seed).isEqualTo(rows.size());
            RunResult result = answer(trial, null, FailedRowsTest::odd);
            assertThat(
                            result.count(RowStatus.SUCCEEDED)
                                    + result.count(RowStatus.FAILED)
                                    + result.count(RowStatus.INVALID))
                    .isEqualTo(rows.size());
            if (result.failedRows().isEmpty()) {
                continue;
            }
            List<Row> again =
                    Sheets.rows(trial.tableFormat, Files.readAllBytes(result.failedFile().path()));
            assertThat(again)
                    .as("seed %d, round %d", seed, i)
                    .extracting(Row::members, Row::problems)
                    .containsExactlyElementsOf(
                            result.failedRows().stream()
                                    .mapToObj(number -> rows.get(number - 1))
                                    .map(row ->
                                            org.assertj.core.groups.Tuple.tuple(
                                                    row.members(), row.problems()))
                                    .toList());
            Trial second = trial();
            second.tableFormat = trial.tableFormat;
            second.send(result.failedFile().path(), second.queue, null);
            assertThat(bodies(trial.queue)).as("seed %d", seed).containsAll(bodies(second.queue));
        }
    }

    private static String dirty(Random random, char delimiter) {
        StringBuilder file = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        String header = "username@password@nickname@\"custom:x,;\t|,;\t|,;\t|\"@email";
        file.append(header.replace('@', delimiter)).append(end);
        for (int row = 1; row < 40; row++) {
            List<String> fields = new ArrayList<>();
            fields.add(random.nextInt(6) == 0 ? dirt(random) : "user-" + row);
            for (int field = random.nextInt(15) == 0 ? random.nextInt(6) : 4; field > 0; field--) {
                fields.add(random.nextInt(3) == 0 ? "x" : dirt(random));
            }
            file.append(
                    String.join(
                            "" + delimiter, fields.stream().map(FailedRowsTest::quoted).toList()));
            file.append(random.nextInt(5) == 0 ? end + end : end);
        }
        return file.toString();
    }

    private static String dirt(Random random) {
        StringBuilder dirt = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            dirt.append(DIRT[random.nextInt(DIRT.length)]);
        }
        return dirt.toString();
    }

    private static String quoted(String field) {
        return '"' + field.replace("\"", "\"\"") + '"';
    }

    private static Set<String> bodies(FakeQueue queue) {
        return new HashSet<>(queue.bodies());
    }

    @Test
    void mended_rows_have_the_ids_they_had_and_complete_the_migration() throws Exception {
        Trial trial = trial();
        trial.send(trial.file(Trial.people(20, 7)));
        RunResult result = answer(trial, null, FailedRowsTest::odd);
        assertThat(result.failedRows()).hasToString("{1, 3, 5, 7, 9, 11, 13, 14, 15, 17, 19}");
        String mended =
                Trial.read(result.failedFile().path())
                        .replace("pw-", "better-")
                        .replace(",,", ",new,");
        Trial second = trial();
        EnqueueResult done = second.send(second.file("mended.csv", mended));
        assertThat(done.checked().bad()).isZero();
        Map<String, String> ids = new HashMap<>();
        trial.queue
                .bodies()
                .forEach(body ->
                        ids.put(Trial.member(body, "/username"), Trial.member(body, "/id")));
        assertThat(second.queue.bodies())
                .hasSize(11)
                .allSatisfy(body -> {
                    String before = ids.get(Trial.member(body, "/username"));
                    assertThat(before == null || before.equals(Trial.member(body, "/id"))).isTrue();
                });
        RunResult better = answer(second, null, row -> Answering.done());
        assertThat(better.complete()).isTrue();
        assertThat(better.failedFile().path()).isNull();
    }

    @Test
    void the_file_of_failed_rows_goes_when_none_failed_after_all() throws Exception {
        Trial trial = trial();
        trial.send(trial.file(Trial.people(3, 100)));
        Path file =
                answer(trial, null, row -> Answering.failed(FailureCode.RETRIES_EXHAUSTED))
                        .failedFile()
                        .path();
        assertThat(file).exists().hasFileName("failed.csv");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(answer(trial, null, row -> Answering.done()).failedFile().path()).isNull();
        assertThat(file).doesNotExist();
    }

    @Test
    void failed_json_lines_come_back_byte_for_byte() throws Exception {
        Trial trial = trial();
        trial.tableFormat = Sheets.JSON;
        String bad = "{\"username\":\"bob\", \"pasword\":\"x\\u00e4é\"}";
        String failed = "{ \"username\":\"cid\" ,\"password\":\"é\\\"\",\"id\":\"c/1\"}";
        Path file =
                trial.file(
                        "people.jsonl",
                        "\n{\"username\":\"ann\",\"password\":\"p\"}\r\n\r\n"
                                + bad
                                + "\r\nnonsense\n"
                                + failed);
        trial.send(file);
        RunResult result = answer(trial, null, row -> row == 4 ? odd(1) : Answering.done());
        assertThat(result.failedFile().path()).hasFileName("failed.jsonl");
        assertThat(Trial.read(result.failedFile().path()))
                .isEqualTo(bad + "\nnonsense\n" + failed + "\n");
    }

    @Test
    void the_delimiter_is_guessed_again_whatever_the_columns_are_called() throws Exception {
        Trial trial = trial();
        String header = "username,password,\"custom:a;b;c;d\"";
        trial.send(trial.file(header + "\nann,p,v\n"));
        RunResult result = answer(trial, null, FailedRowsTest::odd);
        Row again =
                Sheets.rows(Sheets.CSV, Files.readAllBytes(result.failedFile().path())).getFirst();
        assertThat(Sheets.member(again, "/attributes/custom:a;b;c;d")).isEqualTo("v");
    }

    @Test
    void an_empty_row_of_a_single_column_comes_back_too() throws Exception {
        Trial trial = trial();
        trial.rowDefaults = Sheets.INVITE;
        trial.send(trial.file("username\nann\n\"\"\n\nbob\n"));
        RunResult result = answer(trial, null, row -> Answering.done());
        assertThat(
                        Sheets.rows(
                                Sheets.CSV,
                                Files.readAllBytes(result.failedFile().path()),
                                Sheets.INVITE))
                .hasSize(1);
    }

    @Test
    void an_input_that_moved_or_changed_is_told_and_the_results_are_there() throws Exception {
        Trial trial = trial();
        Path file = trial.file(Trial.people(3, 100));
        trial.send(file);
        Path moved = Files.move(file, trial.home.resolve("moved.csv"));
        missing(trial, "is gone; give them again with --input FILE");
        Trial.write(file, "something else".getBytes(StandardCharsets.UTF_8));
        missing(trial, "the input is not the one that the run began with");
        Files.delete(file);
        Files.createDirectory(file);
        missing(trial, "is a directory");
        try (RowSource input = RowSource.file(moved)) {
            assertThat(answer(trial, input, FailedRowsTest::odd).failedFile().path()).exists();
        }
        try (RowSource other = RowSource.file(trial.file("other.csv", Trial.people(4, 100)))) {
            RunResult result = answer(trial, other, FailedRowsTest::odd);
            assertThat(result.failedFile().missing()).contains("is not the one");
        }
    }

    private static void missing(Trial trial, String why) throws IOException {
        RunResult result = answer(trial, null, FailedRowsTest::odd);
        assertThat(result.failedFile().missing())
                .startsWith("failed.csv is not written: ")
                .contains(why);
        assertThat(result.failedFile().path()).isNull();
        assertThat(Trial.read(result.results()).lines()).hasSize(4);
    }

    @Test
    void rows_from_standard_input_are_asked_for_again() throws Exception {
        Trial trial = trial();
        byte[] rows = Trial.people(3, 100).getBytes(StandardCharsets.UTF_8);
        try (RowSource from = RowSource.copyOf(new java.io.ByteArrayInputStream(rows));
                RunFolder folder = RunFolder.open(trial.run)) {
            assertThat(from.path()).isNull();
            trial.send(from, trial.queue, folder);
        }
        missing(trial, "the rows came from standard input, which is gone");
        try (RowSource again = RowSource.copyOf(new java.io.ByteArrayInputStream(rows))) {
            assertThat(answer(trial, again, FailedRowsTest::odd).failedFile().path()).exists();
        }
    }
}
