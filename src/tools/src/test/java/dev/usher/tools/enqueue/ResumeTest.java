package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Queue;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.files.RowFiles;
import dev.usher.tools.run.SentLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted run continues with the same file and options. */
@Timeout(20)
final class ResumeTest {
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
    void killed_with_any_batch_every_good_row_is_sent_and_only_unheard_ones_twice()
            throws Exception {
        for (boolean accepted : List.of(true, false)) {
            for (int batch : new int[] {1, 4, 6}) {
                EnqueueFixture one = new EnqueueFixture(Files.createTempDirectory(home, "kill"));
                Queue dying = new CrashingQueue(one.queue, batch, accepted);
                assertThatThrownBy(() -> one.send(file, dying))
                        .isInstanceOf(CommandException.class);
                assertThat(one.run.resolve("run.json")).exists();
                Set<String> logged = logged(one.run);
                int before = one.queue.size();
                EnqueueResult done = one.send(file);
                assertThat(done.end()).isEqualTo(End.COMPLETE);
                assertThat(done.already()).isEqualTo(logged.size());
                assertThat(done.checked().bad()).isEqualTo(MANY - GOOD);
                everyGoodRowIsThere(one.queue, logged);
                assertThat(one.queue.size()).isEqualTo(before + GOOD - logged.size());
            }
        }
    }

    @Test
    void wherever_the_log_breaks_off_what_it_lost_is_sent_again_with_the_same_id()
            throws Exception {
        fixture.send(file);
        byte[] log = Files.readAllBytes(fixture.run.resolve("sent.log"));
        String note = EnqueueFixture.read(fixture.run.resolve("run.json"));
        int tail =
                new String(log, StandardCharsets.UTF_8)
                        .lines()
                        .skip(GOOD - 1)
                        .mapToInt(line -> line.length() + 1)
                        .sum();
        Map<String, String> bodies = byUser(fixture.queue);
        int begin = log.length - tail;
        for (int cut = begin; cut <= log.length; cut++) {
            Path torn = EnqueueFixture.write(home.resolve("torn.log"), Arrays.copyOf(log, cut));
            AtomicInteger entries = new AtomicInteger();
            new SentLog(torn, (offset, entry) -> entries.incrementAndGet()).close();
            assertThat(entries.get())
                    .as("cut at %d", cut)
                    .isEqualTo(cut < log.length ? GOOD - 1 : GOOD);
            assertThat(torn).hasSize(cut < log.length ? begin : cut);
        }
        for (int cut : new int[] {begin - 1, begin, begin + tail / 2, log.length - 1, log.length}) {
            EnqueueFixture one =
                    new EnqueueFixture(Files.createDirectory(home.resolve("cut" + cut)));
            begun(one, note, Arrays.copyOf(log, cut));
            int whole =
                    (int)
                            new String(log, 0, cut, StandardCharsets.UTF_8)
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count();
            EnqueueResult done = one.send(file);
            assertThat(done.already()).as("cut at %d", cut).isEqualTo(whole);
            assertThat(done.sent()).isEqualTo(GOOD - whole);
            assertThat(byUser(one.queue))
                    .allSatisfy((user, body) -> assertThat(body).isEqualTo(bodies.get(user)));
            assertThat(logged(one.run)).hasSize(GOOD);
        }
    }

    @Test
    void rubbish_at_the_end_of_the_log_is_cut_off() throws Exception {
        fixture.send(file);
        byte[] log = Files.readAllBytes(fixture.run.resolve("sent.log"));
        String note = EnqueueFixture.read(fixture.run.resolve("run.json"));
        String last = new String(log, StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
        for (String rubbish :
                List.of(
                        "\0".repeat(40),
                        "\0\0\n\0",
                        last.replace("\t", "\t9") + "\n",
                        "\n\n",
                        last + "\tx\n")) {
            EnqueueFixture one = new EnqueueFixture(Files.createTempDirectory(home, "rubbish"));
            begun(
                    one,
                    note,
                    (new String(log, StandardCharsets.UTF_8) + rubbish)
                            .getBytes(StandardCharsets.UTF_8));
            EnqueueResult done = one.send(file);
            assertThat(done.already()).isEqualTo(GOOD);
            assertThat(Files.readAllBytes(one.run.resolve("sent.log"))).isEqualTo(log);
        }
    }

    private static void begun(EnqueueFixture one, String note, byte[] log) throws Exception {
        Files.createDirectory(one.run);
        EnqueueFixture.write(one.run.resolve("lock"), new byte[0]);
        String incomplete = note.replace("\"complete\" : true", "\"complete\" : false");
        EnqueueFixture.write(
                one.run.resolve("run.json"), incomplete.getBytes(StandardCharsets.UTF_8));
        EnqueueFixture.write(one.run.resolve("sent.log"), log);
    }

    @Test
    void complaint_11_a_bulk_import_continues_after_row_80_names_every_bad_row_and_invites_no_user()
            throws Exception {
        fixture.tableFormat = RowFiles.JSON;
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            String rest =
                    switch (i % 50) {
                        case 13 -> "\"finish\":\"invite\"";
                        case 14 -> "\"pasword\":\"p\"";
                        default -> "\"password\":\"p\"";
                    };
            lines.append("{\"username\":\"u%d\",%s}\n".formatted(i, rest));
        }
        Path import200 = fixture.file("people.jsonl", lines.toString());
        AtomicInteger taken = new AtomicInteger();
        fixture.queue.fault((operation, entry) ->
                taken.incrementAndGet() > 80
                        ? new Queue.Outcome.Unavailable("AccessDenied")
                        : null);
        assertThatThrownBy(() -> fixture.send(import200)).hasMessageContaining("sqs:SendMessage");
        assertThat(fixture.queue.size()).isEqualTo(80);
        fixture.queue.fault((operation, entry) -> null);
        assertThat(fixture.send(import200).already()).isEqualTo(80);
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(192)
                .doesNotHaveDuplicates();
        assertThat(EnqueueFixture.members(fixture.queue, "/finish")).containsOnly("confirmed");
        assertThat(fixture.badRows())
                .hasSize(9)
                .contains(
                        "13,13,u13,\"/finish asks for an invitation, which only --finish invite allows\"")
                .contains(
                        "64,64,u64,/password is required; /pasword is not a member of signup requests");
    }

    @Test
    void killed_before_anything_was_recorded_it_starts_again() throws Exception {
        Files.createDirectory(fixture.run);
        assertThat(fixture.send(file).sent()).isEqualTo(GOOD);
        EnqueueFixture other = new EnqueueFixture(Files.createDirectory(home.resolve("other")));
        Files.createDirectory(other.run);
        EnqueueFixture.write(other.run.resolve("lock"), new byte[0]);
        EnqueueFixture.write(
                other.run.resolve("bad.csv.new"), "row,li".getBytes(StandardCharsets.UTF_8));
        EnqueueFixture.write(
                other.run.resolve("run.json.new"), "{\"vers".getBytes(StandardCharsets.UTF_8));
        assertThat(other.send(file).sent()).isEqualTo(GOOD);
        assertThat(other.badRows()).hasSize(MANY - GOOD + 1);
    }

    @Test
    void a_complete_run_sends_nothing_more() throws Exception {
        fixture.send(file);
        fixture.queue.clear();
        EnqueueResult done = fixture.send(file);
        assertThat(done.end()).isEqualTo(End.COMPLETE_BEFORE);
        assertThat(done.already()).isEqualTo(GOOD);
        assertThat(done.checked().bad()).isEqualTo(MANY - GOOD);
        assertThat(fixture.queue.size()).isZero();
        assertThat(fixture.badRows()).hasSize(MANY - GOOD + 1);
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
            String other = bodies.put(EnqueueFixture.member(body, "/username"), body);
            assertThat(other == null || other.equals(body)).as("twice, but not alike").isTrue();
        }
        return bodies;
    }

    private static void everyGoodRowIsThere(FakeQueue queue, Set<String> logged) {
        assertThat(byUser(queue)).hasSize(GOOD);
        Map<String, Long> times =
                EnqueueFixture.members(queue, "/username")
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(times)
                .allSatisfy((user, count) ->
                        assertThat(count).isLessThanOrEqualTo(logged.contains(user) ? 1 : 2));
    }
}
