package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Queues;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.DeadLetterFilter;
import dev.usher.tools.deadletters.ReasonTrust;
import dev.usher.tools.deadletters.Scan;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DlqOptionsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    @TempDir private Path folder;

    private static DeadLetterFilter filter(String... arguments) {
        return options(arguments).filter();
    }

    private static DlqOptions options(String... arguments) {
        return CommandLine.populateCommand(new DlqOptions(() -> NOW), arguments);
    }

    private static DlqSettings settings(String... arguments) {
        return CommandLine.populateCommand(new DlqSettings(), arguments);
    }

    @Test
    void times_are_instants_or_so_long_ago() {
        assertThat(filter("--since", "2h", "--until", "2026-11-22T03:30:00+01:00").span())
                .isEqualTo(
                        new DeadLetterFilter.Span(
                                NOW.minus(Duration.ofHours(2)), NOW.minus(Duration.ofMinutes(30))));
        assertThat(filter("--since", "PT90M").span().since())
                .isEqualTo(NOW.minus(Duration.ofMinutes(90)));
    }

    @Test
    void values_can_be_listed_and_codes_written_small() {
        DeadLetterFilter filter =
                filter("--code", "stranded,-", "--id", "a,b", "--id", "c", "--username", "x,y");
        assertThat(filter.codes()).containsExactlyInAnyOrder("STRANDED", "-");
        assertThat(filter.ids()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(filter.usernames()).containsExactly("x,y");
        assertThat(options("--limit", "3").all()).isFalse();
        assertThat(options("--limit", "3").unfiltered()).isTrue();
        assertThat(options().all()).isTrue();
        assertThat(filter()).isEqualTo(DeadLetterFilter.ALL);
    }

    @Test
    void an_id_that_nothing_has_is_a_failure_unless_the_scan_ended_early() {
        Scan.Report whole = new Scan.Report(1, 0, 1, 0, false);
        Scan.Report stopped = new Scan.Report(1, 0, 1, 0, true);
        Queues.Depth depth = new Queues.Depth(1, 0, 0, NOW);
        WorkerRuntime world =
                new WorkerRuntime(
                        () -> NOW, Thread::sleep, new Random(1), new SimpleMeterRegistry());
        Scan scan = new Scan(new FakeQueue("dead", () -> NOW), depth, world);
        DlqOptions options = options("--id", "a,b,m-3");
        Predicate<DeadLetter> meant = options.filter(scan);
        assertThat(meant.test(letter("m-1", "a"))).isTrue();
        assertThat(meant.test(letter("m-2", "c"))).isFalse();
        assertThat(meant.test(letter("m-3", null))).isTrue();
        assertThat(options.foundAll("dlq show", whole)).isFalse();
        assertThat(options.foundAll("dlq show", stopped)).isTrue();
        assertThat(meant.test(letter("m-4", "b"))).isTrue();
        assertThat(options.foundAll("dlq show", whole)).isTrue();
        DlqOptions few = options("--id", "a,b", "--limit", "1");
        assertThat(few.filter(scan).test(letter("m-1", "a"))).isTrue();
        assertThat(few.foundAll("dlq show", whole)).isTrue();
    }

    private static DeadLetter letter(String messageId, @Nullable String id) {
        return new DeadLetter(
                messageId,
                new DeadLetter.Sender(id, null, null),
                new DeadLetter.Death(
                        "-",
                        "because",
                        new DeadLetter.Count(0, 0),
                        null,
                        new DeadLetter.Times(NOW, null)),
                ReasonTrust.NONE);
    }

    @Test
    void case_does_not_matter_and_what_is_unknown_is_likely_something_else() {
        assertThat(filter("--type", "SignUp").types()).containsExactly("signup");
        assertThatThrownBy(() -> filter("--code", "RETRIES_EXHAUSTD"))
                .hasMessage("--code RETRIES_EXHAUSTD is unknown; did you mean RETRIES_EXHAUSTED?");
        assertThatThrownBy(() -> filter("--type", "sign-up"))
                .hasMessage("--type sign-up is unknown; did you mean signup?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--id", "--code", "--type", "--username"})
    void an_empty_value_does_not_mean_all(String option) {
        for (String value : List.of("", " ")) {
            refused(options(option, value));
        }
        if (!option.equals("--username")) {
            refused(options(option, ","));
            refused(options(option, ",-"));
        }
        DlqOptions shown = options();
        shown.addIds(List.of(""));
        refused(shown);
    }

    private static void refused(DlqOptions options) {
        assertThat(options.unfiltered()).isFalse();
        assertThatThrownBy(() -> options.check())
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.usage()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--code sesame",
                "--type signup,sesame",
                "--since yesterday",
                "--until 99999999999d",
                "--since 1h --until 2h",
                "--limit 0",
                "--limit -1"
            })
    void what_makes_no_sense_is_wrong_usage(String arguments) {
        assertThatThrownBy(() -> options(arguments.split(" ")).check())
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.usage()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--set password=Pl4nted-secret",
                "--set /answers={\"x\":\"Pl4nted-secret\"}",
                "--set attributes={\"password\":\"Pl4nted-secret\"}",
                "--set Pl4nted-secret",
                "--set-file password",
                "--set-file password=no-such-file",
                "--set-secret password",
                "--set id=order-1"
            })
    void what_must_not_be_set_so_is_refused_and_not_repeated(String arguments) {
        assertThatThrownBy(() -> settings(arguments.split(" ")).changes(List.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--set")
                .message()
                .doesNotContain("Pl4nted-secret");
    }

    @Test
    void a_secret_comes_from_a_file_and_an_id_is_set_in_one_request() throws Exception {
        Path file = Files.writeString(folder.resolve("new"), "N3w-secret-word\r\n");
        DlqSettings settings = settings("--set-file", "password=" + file, "--set", "id=order-1");
        assertThat(settings.any()).isTrue();
        assertThat(settings.changes(List.of("message-1"))).isNotNull();
        assertThat(settings().changes(List.of())).isNull();
    }
}
