package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Secret;
import dev.usher.tools.cli.Commands.Run;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.SecretMember;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code send} makes of its arguments, before it comes to any queue. */
final class SendOptionsTest {
    @TempDir private Path folder;

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(realErr);
    }

    private Run send(String... arguments) {
        Run run =
                Commands.run(
                        SendCommand.line(
                                        prompt -> {
                                            asked.add(prompt);
                                            return Secret.of("PLANT");
                                        })
                                .setParameterExceptionHandler(new UsageErrors()),
                        arguments);
        return new Run(run.code(), run.out(), run.err() + err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_secret_as_an_argument_is_refused_in_one_line_that_names_the_option_to_use() {
        for (SecretMember secret : SecretMember.values()) {
            String option = secret.option().replace("-file", "");
            for (String[] arguments :
                    List.of(
                            new String[] {option, "PLANT"},
                            new String[] {option + "=PLANT"},
                            new String[] {option},
                            new String[] {
                                "--type", "signup", option, "PLANT", "--username", "a"
                            })) {
                Run run = send(arguments);
                assertThat(run.code()).isEqualTo(Main.USAGE);
                assertThat(run.err().lines())
                        .singleElement()
                        .asString()
                        .contains("send: " + option + ": ", secret.option() + " FILE")
                        .doesNotContain("PLANT");
            }
        }
    }

    @Test
    void a_secret_behind_a_misspelt_option_is_not_repeated() {
        for (String[] arguments :
                List.of(
                        new String[] {"--pasword", "PLANT"},
                        new String[] {"--passwrod=PLANT"},
                        new String[] {"-p", "PLANT"},
                        new String[] {"-pPLANT"},
                        new String[] {"PLANT"})) {
            Run run = send(arguments);
            assertThat(run.code()).isEqualTo(Main.USAGE);
            assertThat(run.err().lines()).singleElement().asString().doesNotContain("PLANT");
        }
        assertThat(send("--pasword", "PLANT").err()).contains("did you mean --password-file");
    }

    @Test
    void everything_wrong_is_told_at_once_and_nobody_is_asked_for_a_password() {
        Run run =
                send(
                        "--type=signup",
                        "--username=a b",
                        "--finish=soon",
                        "--not-after=tomorrow",
                        "--attribute=email=a@example.com");
        assertThat(run.code()).isEqualTo(Main.USAGE);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("/username", "/finish", "/notAfter");
        assertThat(send("--type=signup", "--username=a", "--group=admins", "--reply-to=x").err())
                .contains("USHER_GROUPS", "USHER_REPLY_QUEUES");
        assertThat(send("--username=a").err()).contains("/type is required");
        assertThat(send("--type=signup", "--attribute=email").err())
                .contains("--attribute must be NAME=VALUE");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_request_of_its_own_does_not_mix_with_options_nor_stdin_with_stdin() throws Exception {
        Path file = Files.writeString(folder.resolve("r.json"), "{\"type\":\"signup\"}");
        assertThat(send("--request=" + file, "--username=a").err())
                .contains("--request brings the whole request");
        assertThat(send("--request=-", "--password-file=-").err())
                .contains("only one option can read standard input");
        Path secret = Files.writeString(folder.resolve("p"), "x");
        Path whole = Files.writeString(folder.resolve("w.json"), "{\"password\":\"PLANT\"}");
        assertThat(send("--request=" + whole, "--password-file=" + secret).err())
                .contains("has its password already")
                .doesNotContain("PLANT");
    }

    @Test
    void a_secret_from_a_file_loses_the_end_of_its_line_and_nothing_else() throws Exception {
        for (String end : List.of("", "\n", "\r\n")) {
            Path file = Files.writeString(folder.resolve("p"), " pässword \n 2" + end);
            assertThat(InputText.readSecret(file.toString(), "--x")).isEqualTo(" pässword \n 2");
        }
        assertThatThrownBy(() -> InputText.readSecret(folder.resolve("none").toString(), "--x"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--x: ");
        Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> InputText.readSecret(binary.toString(), "--x"))
                .hasMessageContaining("UTF-8");
    }
}
