package dev.usher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usher.tools.cli.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script, in a real bash. */
final class CompletionTest {
    @TempDir private static Path folder;

    private static Path script;

    @BeforeAll
    static void generate() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "this machine has no /bin/bash");
        Commands.Run run = Commands.run(DemoMain.commandLine(), "generate-completion");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        script = Files.writeString(folder.resolve("usher_completion"), run.out());
    }

    @Test
    void bash_can_read_it() throws Exception {
        assertThat(bash("bash -n " + script)).isEmpty();
    }

    @Test
    void commands_options_and_values_are_completed() throws Exception {
        assertThat(complete("enq")).containsExactly("enqueue");
        assertThat(complete("")).contains("worker", "send", "demo", "local").doesNotContain("x");
        assertThat(complete("enqueue", "--dry")).containsExactly("--dry-run");
        assertThat(complete("send", "--tim")).containsExactly("--timeout");
        assertThat(complete("send", "--type", "sign")).containsExactly("signup", "signin");
        assertThat(complete("send", "--lane", "b")).containsExactly("bulk");
    }

    @Test
    void options_that_are_refused_are_not_offered() throws Exception {
        assertThat(complete("send", "--pass")).containsExactly("--password-file");
    }

    /** What the last of the words may become. */
    private static List<String> complete(String... words) throws Exception {
        String typed = "usher '" + String.join("' '", words) + "'";
        String output =
                bash(
                        """
                        source %s
                        compopt() { :; } # which bash knows only while somebody types
                        COMP_WORDS=(%s)
                        COMP_CWORD=%d
                        _complete_usher
                        printf '%%s\\n' "${COMPREPLY[@]}"
                        """
                                .formatted(script, typed, words.length));
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static String bash(String commands) throws Exception {
        Process bash =
                new ProcessBuilder("/bin/bash", "--norc", "-c", commands)
                        .redirectErrorStream(true)
                        .start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
