package dev.usher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usher.tools.cli.Commands;
import dev.usher.tools.cli.HelpTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages, through the formatters that this machine has. */
final class ManPagesTest {
    @TempDir private static Path folder;

    @BeforeAll
    static void generate() {
        Commands.Run run =
                Commands.run(
                        DemoMain.commandLine(),
                        "generate-man-pages",
                        folder.toString(),
                        "--date",
                        "2026-11-22T00:00Z");
        assertThat(run.code()).isZero();
    }

    private static Path page(CommandLine command) {
        return folder.resolve(command.getCommandSpec().qualifiedName("-") + ".1");
    }

    @Test
    void there_is_one_page_a_command() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .containsExactlyInAnyOrderElementsOf(
                            Commands.all(DemoMain.commandLine()).stream()
                                    .map(ManPagesTest::page)
                                    .toList());
        }
    }

    @Test
    void no_section_is_empty_and_nothing_is_left_to_be_filled_in() throws IOException {
        for (CommandLine command : Commands.all(DemoMain.commandLine())) {
            String page = Files.readString(page(command));
            assertThat(page).startsWith(".TH \"USHER").doesNotContain("${");
            String[] sections = page.split("(?m)^\\.SH ");
            assertThat(sections).hasSizeGreaterThan(5);
            assertThat(List.of(sections).subList(1, sections.length))
                    .allSatisfy(section ->
                            assertThat(section.substring(section.indexOf('\n')))
                                    .as(section)
                                    .containsPattern("(?m)^[^.]"));
            assertThat(page)
                    .contains(".SH NAME\n", ".SH SYNOPSIS\n", ".SH EXIT STATUS\n")
                    .contains(".SH EXAMPLES\n", ".SH SEE ALSO\n");
        }
    }

    @Test
    void every_option_can_be_read_on_the_page_of_its_command() throws Exception {
        assumeTrue(there("man") && there("groff"), "this machine has no man and groff");
        for (CommandLine command : Commands.all(DemoMain.commandLine())) {
            String shown = run("man", "--warnings", "-l", page(command).toString());
            assertThat(shown).doesNotContain("warning:");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.hidden()) {
                    assertThat(shown).doesNotContain(option.longestName() + "=");
                } else {
                    assertThat(shown).contains(List.of(option.names()));
                }
            }
            for (String example : HelpTexts.of(command.getCommandSpec()).examples()) {
                assertThat(shown).contains(example);
            }
        }
    }

    @Test
    void mandoc_finds_nothing_to_mend() throws Exception {
        assumeTrue(there("mandoc"), "this machine has no mandoc");
        List<String> command = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "warning"));
        Commands.all(DemoMain.commandLine()).forEach(each -> command.add(page(each).toString()));
        assertThat(run(command.toArray(String[]::new))).isEmpty();
    }

    private static boolean there(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    /** Stdout and stderr. */
    private static String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("MANWIDTH", "200", "LC_ALL", "C.UTF-8", "MANPAGER", "cat"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
