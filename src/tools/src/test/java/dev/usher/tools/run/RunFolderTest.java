package dev.usher.tools.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.FakeQueue;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.DyingQueue;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.enqueue.Quiet;
import dev.usher.tools.enqueue.Trial;
import dev.usher.tools.files.Sheets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run folder is that of one file, of one set of options, and of one process. */
final class RunFolderTest {
    private static final int MANY = 60;
    private static final int BAD = 25;
    private static final int GOOD = 58;

    @TempDir private Path home;
    private Trial trial;
    private Path file;

    @BeforeEach
    void begin() {
        trial = new Trial(home);
        file = trial.file(Trial.people(MANY, BAD));
    }

    @Test
    void another_file_or_other_options_are_refused_in_one_line() throws Exception {
        assertThatThrownBy(() -> trial.send(file, new DyingQueue(trial.queue, 3, true)));
        int sent = trial.queue.size();
        trial.source = "crm";
        refused("source was 'people.csv' and is now 'crm'");
        trial.source = "people.csv";
        trial.rowDefaults = Sheets.INVITE;
        refused("finish was 'confirmed' and is now 'invite'");
        trial.rowDefaults = Sheets.CONFIRMED;
        trial.tableFormat = Sheets.mapped("nickname", "name");
        refused("map was '' and is now 'nickname=name'");
        trial.tableFormat = Sheets.apart(';');
        refused("delimiter was 'guessed' and is now ';'");
        trial.tableFormat = Sheets.CSV;
        FakeQueue other = new FakeQueue("other", trial.time);
        assertThatThrownBy(() -> trial.send(file, other))
                .hasMessageContaining(
                        "queue was 'https://fake/bulk' and is now 'https://fake/other'");
        trial.file(Trial.people(MANY, BAD).replace("pw-7,", "pw-8,"));
        refused("the file is not the one that the run in " + trial.run);
        trial.file(Trial.people(MANY + 1, BAD));
        refused("the file is not the one");
        assertThat(trial.queue.size()).as("nothing more was sent").isEqualTo(sent);
        trial.file(Trial.people(MANY, BAD));
        assertThat(trial.send(file).end()).isEqualTo(End.COMPLETE);
        trial.file(Trial.people(MANY, BAD).replace("pw-7,", "pw-8,"));
        refused("the file is not the one");
    }

    @Test
    void a_file_that_changes_while_it_is_read_ends_it() throws Exception {
        String other = Trial.people(MANY, BAD).replace("pw-" + MANY, "qw-" + MANY);
        trial.progress = atTheSending(() -> trial.file(other));
        assertThatThrownBy(() -> trial.send(file)).hasMessage("the file changed while it was read");
        trial.progress = Progress.SILENT;
        refused("the file is not the one");
    }

    @Test
    void a_file_that_is_put_in_its_place_meanwhile_is_another_file() throws Exception {
        Path other = trial.file("other.csv", Trial.people(7, 7));
        trial.progress =
                atTheSending(() -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING));
        assertThat(trial.send(file).sent()).isEqualTo(GOOD);
        trial.progress = Progress.SILENT;
        refused("the file is not the one");
    }

    @Test
    void a_run_folder_is_one_process_at_a_time_and_nothing_else() throws Exception {
        try (RunFolder held = RunFolder.open(trial.run)) {
            assertThatThrownBy(() -> trial.send(file))
                    .isInstanceOf(CommandException.class)
                    .hasMessage(
                            "another process uses %s; wait until it ends (replies are collected after enqueue)"
                                    .formatted(held.path()));
        }
        assertThat(trial.send(file).end()).isEqualTo(End.COMPLETE);
        assertThatThrownBy(() -> RunFolder.open(home)).hasMessageContaining("is not a run folder");
        assertThatThrownBy(() -> RunFolder.open(file))
                .hasMessageContaining("is a file, not a run folder");
        assertThatThrownBy(() -> RunFolder.existing(home.resolve("none")))
                .hasMessageContaining("is not a run folder, or nothing was sent from it yet");
        Trial.write(
                trial.run.resolve("run.json"), "{\"version\":2}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> trial.send(file))
                .hasMessageContaining("run.json is not of this version");
    }

    @Test
    void the_run_folder_is_its_owners_alone_and_holds_no_secret() throws Exception {
        trial.send(file);
        assertThat(Files.getPosixFilePermissions(trial.run))
                .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
        try (var files = Files.list(trial.run)) {
            for (Path kept : files.toList()) {
                assertThat(Files.getPosixFilePermissions(kept)).as(kept.toString()).hasSize(2);
                assertThat(Trial.read(kept)).as(kept.toString()).doesNotContain("pw-");
            }
        }
    }

    @Test
    void a_log_whose_note_is_gone_is_not_taken_for_that_of_another_file() throws Exception {
        trial.send(file);
        Files.delete(trial.run.resolve("run.json"));
        refused("has no run.json");
        assertThat(trial.queue.size()).isEqualTo(GOOD);
    }

    private interface Deed {
        void happen() throws IOException;
    }

    private static Progress atTheSending(Deed deed) {
        return new Quiet() {
            @Override
            public void begin(String what, String unit, long total, long done) {
                if (what.equals("Sending")) {
                    try {
                        deed.happen();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
    }

    private void refused(String why) {
        assertThatThrownBy(() -> trial.send(file))
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.usage()).isTrue())
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }
}
