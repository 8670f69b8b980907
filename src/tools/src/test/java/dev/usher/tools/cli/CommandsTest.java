package dev.usher.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Output and exit codes of {@code enqueue} and {@code replies}, without a queue. */
final class CommandsTest {
    private static final String GOOD = "username,password\nann,hunter2\nbob,hunter2\n";
    private static final String MIXED = GOOD + "a b,hunter2\nann,hunter2\n";

    @TempDir private Path home;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        assumeThat(System.getenv().keySet()).noneMatch(name -> name.startsWith("USHER_"));
        System.setOut(new PrintStream(said, true, UTF_8));
        System.setErr(new PrintStream(complained, true, UTF_8));
    }

    @AfterEach
    void restore() throws Exception {
        System.setOut(out);
        System.setErr(err);
        System.setIn(in);
        root.setLevel(level);
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        for (String name : new String[] {"TERM", "INT"}) {
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            handler.getField("SIG_DFL").get(null));
        }
    }

    private int run(String... arguments) {
        said.reset();
        complained.reset();
        return Main.commandLine()
                .setErr(new PrintWriter(complained, true, UTF_8))
                .setOut(new PrintWriter(said, true, UTF_8))
                .execute(arguments);
    }

    private String file(String text) throws Exception {
        return Files.writeString(home.resolve("people.csv"), text).toString();
    }

    private String complaint() {
        return complained.toString(UTF_8);
    }

    private void refused(int code, String why, String... arguments) {
        assertThat(run(arguments)).as(complaint()).isEqualTo(code);
        assertThat(complaint().strip()).contains(why).doesNotContain("\n", "hunter2", "Exception");
        assertThat(said.toString(UTF_8)).isEmpty();
    }

    @Test
    void a_dry_run_of_good_rows_ends_with_0_and_of_bad_ones_with_1() throws Exception {
        assertThat(run("enqueue", file(GOOD), "--dry-run")).isZero();
        assertThat(said.toString(UTF_8)).contains("rows           2\n", "bad            0\n");
        assertThat(complaint()).contains("nothing was sent");
        assertThat(run("enqueue", file(MIXED), "--dry-run")).isEqualTo(1);
        assertThat(complaint())
                .contains("line 4, 'a b': /username must be 1 to 128 characters")
                .contains("line 5, 'ann': /username is that of line 2")
                .doesNotContain("hunter2");
        assertThat(said.toString(UTF_8)).contains("bad            2\n").doesNotContain("hunter2");
    }

    @Test
    void json_alone_goes_to_stdout_and_bad_rows_to_the_report() throws Exception {
        Path report = home.resolve("report.csv");
        assertThat(
                        run(
                                "enqueue",
                                file(MIXED),
                                "--dry-run",
                                "--json",
                                "--report",
                                report.toString()))
                .isEqualTo(1);
        JsonNode summary = new JsonMapper().readTree(said.toString(UTF_8));
        assertThat(summary.at("/end").asString("")).isEqualTo("checked");
        assertThat(summary.at("/rows").asInt(0)).isEqualTo(4);
        assertThat(summary.at("/bad").asInt(0)).isEqualTo(2);
        assertThat(summary.at("/reasons").size()).isEqualTo(2);
        assertThat(Files.readAllLines(report)).hasSize(3);
        assertThat(complaint()).contains("the bad rows are in " + report).doesNotContain("line 4");
    }

    @Test
    void a_report_takes_the_place_of_nothing_but_a_report() throws Exception {
        String people = file(MIXED);
        refused(2, "no report of bad rows", "enqueue", people, "--dry-run", "--report", people);
        assertThat(Path.of(people)).hasContent(MIXED);
        String report = home.resolve("report.csv").toString();
        for (int i = 0; i < 2; i++) {
            assertThat(run("enqueue", people, "--dry-run", "--report", report)).isEqualTo(1);
        }
    }

    @Test
    void standard_input_is_read_and_needs_a_name() {
        System.setIn(
                new ByteArrayInputStream(
                        "{\"username\":\"ann\",\"password\":\"p\"}\n".getBytes(UTF_8)));
        assertThat(run("enqueue", "-", "--source", "crm", "--format", "jsonl", "--dry-run"))
                .isZero();
        refused(2, "need --source NAME", "enqueue", "-", "--dry-run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --encoding klingon      | there is no klingon
                    --encoding §            | there is no §
                    --delimiter ;;          | --delimiter must be one character
                    --map Login             | --map must be COLUMN=MEMBER
                    --map =username         | --map must be COLUMN=MEMBER
                    --map a=b,--map,a=c     | --map names a column twice
                    --map Login=username    | a column that does not exist: 'Login'
                    --rate 0                | --rate must be above 0
                    --rate -3               | --rate must be above 0
                    --rate NaN              | --rate must be above 0
                    --reply-to others       | not one of USHER_REPLY_QUEUES
                    --format jsonl,--map,a= | --map and --delimiter are for CSV
                    --finish invite         | an invitation takes no password
                    --check-pool            | --check-pool needs USHER_USER_POOL_ID
                    """)
    void wrong_options_end_with_2_and_one_line(String options, String why) throws Exception {
        String[] split = options.strip().split("[ ,]");
        String[] arguments = new String[split.length + 3];
        arguments[0] = "enqueue";
        arguments[1] = file(GOOD);
        arguments[2] = "--dry-run";
        System.arraycopy(split, 0, arguments, 3, split.length);
        refused(2, why.strip(), arguments);
    }

    @Test
    void files_that_are_none_end_with_2_and_one_line() throws Exception {
        refused(2, "there is no file", "enqueue", home.resolve("none.csv").toString(), "--dry-run");
        refused(2, "is a directory", "enqueue", home.toString(), "--dry-run");
        refused(2, "can't be read twice", "enqueue", "/dev/null", "--dry-run");
        refused(2, "is it a header?", "enqueue", file("ann,hunter2\n"), "--dry-run");
        refused(
                1,
                "a quotation mark is not closed",
                "enqueue",
                file(GOOD + "cid,\"hunter2\n"),
                "--dry-run");
        refused(1, "the file is empty", "enqueue", file(""), "--dry-run");
    }

    @Test
    void what_cannot_be_sent_anywhere_ends_with_2_before_the_file_is_read() throws Exception {
        refused(2, "set USHER_BULK_QUEUE", "enqueue", file("nonsense"));
        refused(2, "set USHER_REQUEST_QUEUE", "enqueue", file("nonsense"), "--lane", "interactive");
        refused(2, "--check-pool goes with --dry-run", "enqueue", file(GOOD), "--check-pool");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--run x --output y",
                "--run x --delete",
                "--run x --count 3",
                "--run /nowhere/at/all",
                "--input x",
                "--format csv",
                "--output x --delete",
                "--count 0",
                "--idle soon",
                "--idle 0s",
                ""
            })
    void replies_are_not_begun_with_options_that_do_not_go_together(String options) {
        String[] arguments = ("replies " + options).strip().split(" ");
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(complaint().strip()).startsWith("usher replies: ").doesNotContain("\n");
    }

    @Test
    void redrive_is_replay_by_another_name() {
        CommandLine dlq = Commands.usher().getSubcommands().get("dlq");
        assertThat(dlq.getSubcommands().get("redrive"))
                .isNotNull()
                .isSameAs(dlq.getSubcommands().get("replay"));
        assertThat(Commands.run("dlq", "--help").out()).contains("replay, redrive");
        assertThat(Commands.run("dlq", "redrive", "--help").out()).contains("usher dlq replay");
        assertThat(Commands.run("generate-completion").out()).contains("redrive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enqueue", "replies"})
    void help_has_examples_and_exit_codes(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(said.toString(UTF_8)).contains("Examples:", "usher " + command, "Exit codes:");
        assertThat(run(command, "--version")).isZero();
        assertThat(run(command, "--no-such-option")).isEqualTo(2);
    }
}
