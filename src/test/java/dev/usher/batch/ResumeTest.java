package dev.usher.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.batch.Enqueued.End;
import dev.usher.queue.FakeQueue;
import dev.usher.queue.Queue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run goes on wherever it was ended, with nothing but itself. */
@Timeout(20)
final class ResumeTest {
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
    void killed_with_any_batch_every_good_row_is_sent_and_only_unheard_ones_twice()
            throws Exception {
        for (boolean accepted : List.of(true, false)) {
            for (int batch : new int[] {1, 2, 5, 6}) {
                Trial one = new Trial(Files.createTempDirectory(home, "kill"));
                Queue dying = new DyingQueue(one.queue, batch, accepted);
                assertThatThrownBy(() -> one.send(file, dying)).isInstanceOf(CannotGoOn.class);
                assertThat(one.run.resolve("run.json")).exists();
                Set<String> logged = logged(one.run);
                int before = one.queue.size();
                Enqueued done = one.send(file);
                assertThat(done.end()).isEqualTo(End.COMPLETE);
                assertThat(done.already()).isEqualTo(logged.size());
                assertThat(done.bad()).isEqualTo(MANY - GOOD);
                everyGoodRowIsThere(one.queue, logged);
                assertThat(one.queue.size()).isEqualTo(before + GOOD - logged.size());
            }
        }
    }

    @Test
    void wherever_the_log_breaks_off_what_it_lost_is_sent_again_with_the_same_id()
            throws Exception {
        trial.send(file);
        byte[] log = Files.readAllBytes(trial.run.resolve("sent.log"));
        String note = Trial.read(trial.run.resolve("run.json"));
        int tail =
                new String(log, StandardCharsets.UTF_8)
                        .lines()
                        .skip(GOOD - 1)
                        .mapToInt(line -> line.length() + 1)
                        .sum();
        Map<String, String> bodies = byUser(trial.queue);
        for (int cut = log.length - tail; cut <= log.length; cut++) {
            Trial one = new Trial(Files.createDirectory(home.resolve("cut" + cut)));
            begun(one, note, Arrays.copyOf(log, cut));
            int whole =
                    (int)
                            new String(log, 0, cut, StandardCharsets.UTF_8)
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count();
            Enqueued done = one.send(file);
            assertThat(done.already()).as("cut at %d", cut).isEqualTo(whole);
            assertThat(done.sent()).isEqualTo(GOOD - whole);
            assertThat(byUser(one.queue))
                    .allSatisfy((user, body) -> assertThat(body).isEqualTo(bodies.get(user)));
            assertThat(logged(one.run)).hasSize(GOOD);
        }
    }

    @Test
    void rubbish_at_the_end_of_the_log_is_cut_off() throws Exception {
        trial.send(file);
        byte[] log = Files.readAllBytes(trial.run.resolve("sent.log"));
        String note = Trial.read(trial.run.resolve("run.json"));
        String last = new String(log, StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
        for (String rubbish :
                List.of(
                        "\0".repeat(40),
                        "\0\0\n\0",
                        last.replace("\t", "\t9") + "\n",
                        "\n\n",
                        last + "\tx\n")) {
            Trial one = new Trial(Files.createTempDirectory(home, "rubbish"));
            begun(
                    one,
                    note,
                    (new String(log, StandardCharsets.UTF_8) + rubbish)
                            .getBytes(StandardCharsets.UTF_8));
            Enqueued done = one.send(file);
            assertThat(done.already()).isEqualTo(GOOD);
            assertThat(Files.readAllBytes(one.run.resolve("sent.log"))).isEqualTo(log);
        }
    }

    private static void begun(Trial one, String note, byte[] log) throws Exception {
        Files.createDirectory(one.run);
        Trial.write(one.run.resolve("lock"), new byte[0]);
        String incomplete = note.replace("\"complete\" : true", "\"complete\" : false");
        Trial.write(one.run.resolve("run.json"), incomplete.getBytes(StandardCharsets.UTF_8));
        Trial.write(one.run.resolve("sent.log"), log);
    }

    @Test
    void killed_before_anything_was_noted_it_begins_anew() throws Exception {
        Files.createDirectory(trial.run);
        assertThat(trial.send(file).sent()).isEqualTo(GOOD);
        Trial other = new Trial(Files.createDirectory(home.resolve("other")));
        Files.createDirectory(other.run);
        Trial.write(other.run.resolve("lock"), new byte[0]);
        Trial.write(other.run.resolve("bad.csv.new"), "row,li".getBytes(StandardCharsets.UTF_8));
        Trial.write(other.run.resolve("run.json.new"), "{\"vers".getBytes(StandardCharsets.UTF_8));
        assertThat(other.send(file).sent()).isEqualTo(GOOD);
        assertThat(other.badRows()).hasSize(MANY - GOOD + 1);
    }

    @Test
    void a_log_whose_note_is_gone_is_not_taken_for_that_of_another_file() throws Exception {
        trial.send(file);
        Files.delete(trial.run.resolve("run.json"));
        refused("has lost its run.json");
        assertThat(trial.queue.size()).isEqualTo(GOOD);
    }

    @Test
    void a_complete_run_sends_nothing_more() throws Exception {
        trial.send(file);
        trial.queue.clear();
        Enqueued done = trial.send(file);
        assertThat(done.end()).isEqualTo(End.COMPLETE_BEFORE);
        assertThat(done.already()).isEqualTo(GOOD);
        assertThat(done.bad()).isEqualTo(MANY - GOOD);
        assertThat(trial.queue.size()).isZero();
        assertThat(trial.badRows()).hasSize(MANY - GOOD + 1);
    }

    @Test
    void another_file_or_other_options_are_refused_in_one_line() throws Exception {
        assertThatThrownBy(() -> trial.send(file, new DyingQueue(trial.queue, 3, true)));
        int sent = trial.queue.size();
        trial.source = "crm";
        refused("source was 'people.csv' and is now 'crm'");
        trial.source = "people.csv";
        trial.defaults = Sheets.INVITE;
        refused("finish was 'confirmed' and is now 'invite'");
        trial.defaults = Sheets.CONFIRMED;
        trial.sheet = Sheets.mapped("nickname", "name");
        refused("map was '' and is now 'nickname=name'");
        trial.sheet = Sheets.apart(';');
        refused("delimiter was 'guessed' and is now ';'");
        trial.sheet = Sheets.CSV;
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
    void a_run_folder_is_one_process_at_a_time_and_nothing_else() throws Exception {
        try (RunFolder held = RunFolder.open(trial.run)) {
            assertThatThrownBy(() -> trial.send(file))
                    .isInstanceOf(CannotGoOn.class)
                    .hasMessage(
                            "another process is at work in "
                                    + held.path()
                                    + "; wait until it has ended");
        }
        assertThat(trial.send(file).end()).isEqualTo(End.COMPLETE);
        assertThatThrownBy(() -> RunFolder.open(home)).hasMessageContaining("is no run folder");
        assertThatThrownBy(() -> RunFolder.open(file))
                .hasMessageContaining("is a file, not a run folder");
        assertThatThrownBy(() -> RunFolder.existing(home.resolve("none")))
                .hasMessageContaining("is no run folder, or nothing was sent from it yet");
        Trial.write(
                trial.run.resolve("run.json"), "{\"version\":2}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> trial.send(file))
                .hasMessageContaining("run.json is none of this version's");
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

    private void refused(String why) {
        assertThatThrownBy(() -> trial.send(file))
                .isInstanceOfSatisfying(CannotGoOn.class, e -> assertThat(e.usage()).isTrue())
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    private static Set<String> logged(Path run) throws Exception {
        Set<String> users = new HashSet<>();
        try (SentLog log =
                new SentLog(
                        run.resolve("sent.log"), (offset, entry) -> users.add(entry.username()))) {
            log.force();
        }
        return users;
    }

    private static Map<String, String> byUser(FakeQueue queue) {
        Map<String, String> bodies = new HashMap<>();
        for (String body : queue.bodies()) {
            String other = bodies.put(Trial.member(body, "/username"), body);
            assertThat(other == null || other.equals(body)).as("twice, but not alike").isTrue();
        }
        return bodies;
    }

    private static void everyGoodRowIsThere(FakeQueue queue, Set<String> logged) {
        assertThat(byUser(queue)).hasSize(GOOD);
        Map<String, Long> times =
                Trial.members(queue, "/username")
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(times)
                .allSatisfy((user, count) ->
                        assertThat(count).isLessThanOrEqualTo(logged.contains(user) ? 1 : 2));
    }
}
