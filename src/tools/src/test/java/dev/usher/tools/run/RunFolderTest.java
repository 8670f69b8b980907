package dev.usher.tools.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.FakeQueue;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.CrashingQueue;
import dev.usher.tools.enqueue.EnqueueFixture;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.enqueue.SilentProgress;
import dev.usher.tools.files.RowFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run folder belongs to one file, one set of options and one process. */
final class RunFolderTest {
    private static final int MANY = 60;
    private static final int BAD = 25;
    private static final int GOOD = 58;

    @TempDir private Path home;
    private EnqueueFixture fixture;
    private Path file;

    @BeforeEach
    void begin() {
        fixture = new EnqueueFixture(home);
        file = fixture.file(EnqueueFixture.people(MANY, BAD));
    }

    @Test
    void another_file_or_other_options_are_refused_in_one_line() throws Exception {
        assertThatThrownBy(() -> fixture.send(file, new CrashingQueue(fixture.queue, 3, true)));
        int sent = fixture.queue.size();
        fixture.source = "crm";
        refused("source was 'people.csv' and is now 'crm'");
        fixture.source = "people.csv";
        fixture.rowDefaults = RowFiles.INVITE;
        refused("finish was 'confirmed' and is now 'invite'");
        fixture.rowDefaults = RowFiles.CONFIRMED;
        fixture.tableFormat = RowFiles.mapped("nickname", "name");
        refused("map was '' and is now 'nickname=name'");
        fixture.tableFormat = RowFiles.apart(';');
        refused("delimiter was 'guessed' and is now ';'");
        fixture.tableFormat = RowFiles.CSV;
        FakeQueue other = new FakeQueue("other", fixture.time);
        assertThatThrownBy(() -> fixture.send(file, other))
                .hasMessageContaining(
                        "queue was 'https://fake/bulk' and is now 'https://fake/other'");
        fixture.file(EnqueueFixture.people(MANY, BAD).replace("pw-7,", "pw-8,"));
        refused("the file is not the one that the run in " + fixture.run);
        fixture.file(EnqueueFixture.people(MANY + 1, BAD));
        refused("the file is not the one");
        assertThat(fixture.queue.size()).as("nothing more was sent").isEqualTo(sent);
        fixture.file(EnqueueFixture.people(MANY, BAD));
        assertThat(fixture.send(file).end()).isEqualTo(End.COMPLETE);
        fixture.file(EnqueueFixture.people(MANY, BAD).replace("pw-7,", "pw-8,"));
        refused("the file is not the one");
    }

    @Test
    void a_file_that_changes_while_it_is_read_ends_it() throws Exception {
        String other = EnqueueFixture.people(MANY, BAD).replace("pw-" + MANY, "qw-" + MANY);
        fixture.progress = atTheSending(() -> fixture.file(other));
        assertThatThrownBy(() -> fixture.send(file))
                .hasMessage("the file changed while it was read");
        fixture.progress = Progress.SILENT;
        refused("the file is not the one");
    }

    @Test
    void a_file_that_is_put_in_its_place_meanwhile_is_another_file() throws Exception {
        Path other = fixture.file("other.csv", EnqueueFixture.people(7, 7));
        fixture.progress =
                atTheSending(() -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING));
        assertThat(fixture.send(file).sent()).isEqualTo(GOOD);
        fixture.progress = Progress.SILENT;
        refused("the file is not the one");
    }

    @Test
    void a_run_folder_is_one_process_at_a_time_and_nothing_else() throws Exception {
        try (RunFolder held = RunFolder.open(fixture.run)) {
            assertThatThrownBy(() -> fixture.send(file))
                    .isInstanceOf(CommandException.class)
                    .hasMessage(
                            "another process uses %s; wait until it ends (replies are collected after enqueue)"
                                    .formatted(held.path()));
        }
        assertThat(fixture.send(file).end()).isEqualTo(End.COMPLETE);
        assertThatThrownBy(() -> RunFolder.open(home)).hasMessageContaining("is not a run folder");
        assertThatThrownBy(() -> RunFolder.open(file))
                .hasMessageContaining("is a file, not a run folder");
        assertThatThrownBy(() -> RunFolder.existing(home.resolve("none")))
                .hasMessageContaining("is not a run folder, or nothing was sent from it yet");
        EnqueueFixture.write(
                fixture.run.resolve("run.json"),
                "{\"version\":2}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fixture.send(file))
                .hasMessageContaining("run.json is not of this version");
    }

    @Test
    void the_run_folder_is_its_owners_alone_and_holds_no_secret() throws Exception {
        fixture.send(file);
        assertThat(Files.getPosixFilePermissions(fixture.run))
                .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
        try (var files = Files.list(fixture.run)) {
            for (Path kept : files.toList()) {
                assertThat(Files.getPosixFilePermissions(kept)).as(kept.toString()).hasSize(2);
                assertThat(EnqueueFixture.read(kept)).as(kept.toString()).doesNotContain("pw-");
            }
        }
    }

    @Test
    void a_log_whose_note_is_gone_is_not_taken_for_that_of_another_file() throws Exception {
        fixture.send(file);
        Files.delete(fixture.run.resolve("run.json"));
        refused("has no run.json");
        assertThat(fixture.queue.size()).isEqualTo(GOOD);
    }

    private interface Deed {
        void happen() throws IOException;
    }

    private static Progress atTheSending(Deed deed) {
        return new SilentProgress() {
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
        assertThatThrownBy(() -> fixture.send(file))
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.usage()).isTrue())
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }
}
