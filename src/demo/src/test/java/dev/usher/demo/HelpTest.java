package dev.usher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.tools.cli.Commands;
import dev.usher.tools.cli.Commands.Run;
import dev.usher.tools.cli.HelpTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** What every command owes to those who ask it for help; a new command is held to it by itself. */
final class HelpTest {
    private static final int WIDEST = 80;
    private static final CommandLine USHER = DemoMain.commandLine();

    static Stream<Named<CommandLine>> commands() {
        return Commands.all(DemoMain.commandLine()).stream()
                .map(command -> Named.of(command.getCommandSpec().qualifiedName(), command));
    }

    private static Run run(CommandLine command, String option) {
        List<String> words =
                new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
        words.removeFirst();
        words.add(option);
        return Commands.run(DemoMain.commandLine(), words.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_goes_to_stdout_and_fits_into_eighty_columns(CommandLine command) {
        Run help = run(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDEST))
                .noneSatisfy(line -> assertThat(line).contains("${"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void version_is_told(CommandLine command) {
        Run version = run(command, "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("usher ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void there_are_a_description_exit_codes_and_two_examples(CommandLine command) {
        HelpTexts texts = HelpTexts.of(command.getCommandSpec());
        assertThat(texts.description()).isNotEmpty();
        assertThat(texts.summary()).isNotEmpty();
        assertThat(texts.exitCodes()).as("'Exit codes: 0 ..., 2 ...'").contains("0 ", "2 ");
        assertThat(texts.examples())
                .as("lines below 'Examples:'")
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(example ->
                        assertThat(example).contains(command.getCommandSpec().root().name()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examples_are_not_broken_into_lines_and_use_options_that_there_are(CommandLine command) {
        List<String> lines = run(command, "--help").out().lines().map(String::strip).toList();
        for (String example : HelpTexts.of(command.getCommandSpec()).examples()) {
            assertThat(lines).contains(example);
            checkOptions(example);
        }
    }

    /** Of the part of a line that calls usher. */
    private static void checkOptions(String example) {
        int begin = example.indexOf("usher ");
        if (begin < 0) {
            return;
        }
        CommandLine at = USHER;
        for (String word : example.substring(begin + "usher ".length()).split("[ )]+")) {
            if (List.of(">", "&&", "|", "2>").contains(word)) {
                return;
            }
            CommandLine below = at.getSubcommands().get(word);
            if (below != null) {
                at = below;
            } else if (word.startsWith("--")) {
                String name = word.split("=", 2)[0];
                assertThat(at.getCommandSpec().optionsMap()).as(example).containsKey(name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_option_and_parameter_is_described(CommandLine command) {
        for (ArgSpec argument : command.getCommandSpec().args()) {
            assertThat(String.join("", argument.description()))
                    .as(argument.toString())
                    .isNotBlank();
        }
    }

    @Test
    void all_commands_are_looked_at() {
        assertThat(Commands.all(DemoMain.commandLine()))
                .extracting(command -> command.getCommandSpec().qualifiedName())
                .contains("usher", "usher worker", "usher send", "usher enqueue", "usher demo");
    }

    @Test
    void what_cannot_be_understood_is_told_in_one_line() {
        for (String[] words :
                List.of(
                        new String[] {},
                        new String[] {"wroker"},
                        new String[] {"enqueue"},
                        new String[] {"worker", "--quick"},
                        new String[] {"enqueue", "f", "--rate", "fast"},
                        new String[] {"enqueue", "f", "g"})) {
            Run run = Commands.run(DemoMain.commandLine(), words);
            assertThat(run.code())
                    .as(String.join(" ", words))
                    .isEqualTo(dev.usher.tools.cli.Main.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).singleElement().asString().contains("--help");
        }
        assertThat(Commands.run(DemoMain.commandLine(), "wroker").err())
                .contains("'wroker'", "did you mean worker");
        assertThat(Commands.run(DemoMain.commandLine(), "enqueue", "f", "--dryrun").err())
                .contains("--dry-run");
    }
}
