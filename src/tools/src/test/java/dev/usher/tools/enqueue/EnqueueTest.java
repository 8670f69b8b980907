package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.PoolRules;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.files.RowFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows are checked, then the good ones sent. */
final class EnqueueTest {
    @TempDir private Path home;
    private EnqueueFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new EnqueueFixture(home);
    }

    @Test
    void every_good_row_is_sent_once_and_every_bad_one_is_reported_with_its_line()
            throws Exception {
        Path file = fixture.file(EnqueueFixture.people(95, 20) + "user-1,pw,x\n,hunter2,\nx\n");
        EnqueueResult done = fixture.send(file);
        assertThat(done.end()).isEqualTo(End.COMPLETE);
        assertThat(done.checked().rows()).isEqualTo(98);
        assertThat(done.checked().bad()).isEqualTo(7);
        assertThat(done.sent()).isEqualTo(91);
        assertThat(done.checked().reasons())
                .containsOnly(
                        java.util.Map.entry("/password is required", 4),
                        java.util.Map.entry("/username is that of line N", 1),
                        java.util.Map.entry("/username is required", 1),
                        java.util.Map.entry("has 1 fields, but the header has 3", 1));
        assertThat(fixture.badRows())
                .containsExactly(
                        "row,line,username,reasons",
                        "20,40,user-20,/password is required",
                        "40,80,user-40,/password is required",
                        "60,120,user-60,/password is required",
                        "80,160,user-80,/password is required",
                        "96,192,user-1,/username is that of line 2",
                        "97,193,,/username is required",
                        "98,194,,\"has 1 fields, but the header has 3\"");
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(91)
                .doesNotHaveDuplicates();
        assertThat(fixture.queue.bodies())
                .allSatisfy(body ->
                        assertThat(Requests.read(body)).isInstanceOf(RequestReading.Valid.class));
        assertThat(EnqueueFixture.members(fixture.queue, "/attributes/nickname"))
                .contains("a \"7\"\nb");
        assertThat(fixture.queue.calls("send")).isEqualTo(10);
    }

    @Test
    void a_file_that_is_sent_twice_makes_the_same_requests() throws Exception {
        Path file = fixture.file(EnqueueFixture.people(30, 7));
        fixture.send(file, fixture.queue, null);
        Set<String> once = new HashSet<>(fixture.queue.bodies());
        FakeQueue again = new FakeQueue("bulk", fixture.time);
        fixture.send(file, again, null);
        assertThat(new HashSet<>(again.bodies())).isEqualTo(once).hasSize(26);
        assertThat(fixture.run).doesNotExist();
    }

    @Test
    void a_check_sends_nothing_and_leaves_no_run_behind() throws Exception {
        EnqueueResult done = fixture.check(fixture.file(EnqueueFixture.people(30, 7)), null);
        assertThat(done.end()).isEqualTo(End.CHECKED);
        assertThat(done.checked().bad()).isEqualTo(4);
        assertThat(fixture.queue.calls()).isZero();
        assertThat(fixture.run).doesNotExist();
        assertThat(EnqueueFixture.read(home.resolve("bad.csv")).lines()).hasSize(5);
    }

    @Test
    void strict_sends_nothing_if_one_row_is_bad() throws Exception {
        fixture.strict = true;
        EnqueueResult done = fixture.send(fixture.file(EnqueueFixture.people(30, 30)));
        assertThat(done.end()).isEqualTo(End.REFUSED);
        assertThat(fixture.queue.size()).isZero();
        assertThat(fixture.badRows()).hasSize(2);
        assertThat(fixture.send(fixture.file(EnqueueFixture.people(29, 30))).end())
                .as("nothing was sent: the corrected file can go into the same folder")
                .isEqualTo(End.COMPLETE);
        assertThat(fixture.queue.size()).isEqualTo(29);
    }

    @Test
    void existing_users_are_reported_and_not_bad() throws Exception {
        Set<String> asked = new HashSet<>();
        PoolLookup pool = pool(false, asked);
        Path file = fixture.file(EnqueueFixture.people(1000, 2000) + "USER-1,pw,x\nann,p,x\n");
        EnqueueResult done = fixture.check(file, pool);
        assertThat(done.checked().existing()).isEqualTo(1);
        assertThat(done.checked().bad())
                .as("USER-1 is user-1 there, and p is too short")
                .isEqualTo(2);
        assertThat(asked).as("good rows alone").hasSize(1000);
        assertThat(EnqueueFixture.read(home.resolve("bad.csv")))
                .contains("5,10,user-5,exists in the user pool")
                .contains("1001,2002,USER-1,/username is that of line 2")
                .contains("1002,2003,ann,/password: the user pool's policy asks for");
    }

    private static PoolLookup pool(boolean caseSensitive, Set<String> asked) {
        return new PoolLookup() {
            @Override
            public PoolRules rules() {
                return new PoolRules(2, Set.of(), Set.of());
            }

            @Override
            public boolean caseSensitive() {
                return caseSensitive;
            }

            @Override
            public Set<String> taken(List<String> usernames) {
                asked.addAll(usernames.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList());
                return usernames.contains("user-5") ? Set.of("user-5") : Set.of();
            }
        };
    }

    @Test
    void batches_are_of_ten_and_of_no_more_than_sqs_takes() throws Exception {
        fixture.tableFormat = RowFiles.JSON;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            lines.append(
                    "{\"username\":\"u%d\",\"password\":\"p\",\"clientMetadata\":{\"k\":\"%s\"}}\n"
                            .formatted(i, "x".repeat(i % 3 == 0 ? 250_000 : 20_000)));
        }
        EnqueueResult done = fixture.send(fixture.file("people.jsonl", lines.toString()));
        assertThat(done.sent()).isEqualTo(30);
        assertThat(fixture.queue.size()).isEqualTo(30);
        assertThat(fixture.queue.contents()).allMatch(message -> message.bytes() < 1 << 18);
    }

    @Test
    void a_rate_is_kept_without_bursts() throws Exception {
        fixture.rate = 4;
        List<Duration> sent = new ArrayList<>();
        fixture.queue.fault((operation, entry) -> {
            sent.add(fixture.time.gone());
            return null;
        });
        fixture.send(fixture.file(EnqueueFixture.people(40, 100)));
        assertThat(fixture.queue.calls("send")).isEqualTo(10);
        assertThat(fixture.time.gone()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        assertThat(sent).hasSize(40);
    }

    @Test
    void a_rate_below_one_a_second_sends_single_rows() throws Exception {
        fixture.rate = 0.5;
        fixture.send(fixture.file(EnqueueFixture.people(5, 100)));
        assertThat(fixture.queue.calls("send")).isEqualTo(5);
        assertThat(fixture.time.gone()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void rows_that_sqs_refuses_are_bad_rows_and_the_others_are_sent() throws Exception {
        fixture.queue.fault((operation, entry) ->
                EnqueueFixture.member(((Outgoing) entry).body(), "/username").endsWith("3")
                        ? new Outcome.Refused("InvalidMessageContents")
                        : null);
        EnqueueResult done = fixture.send(fixture.file(EnqueueFixture.people(30, 10)));
        assertThat(done.end()).isEqualTo(End.COMPLETE);
        assertThat(done.sent()).isEqualTo(24);
        assertThat(done.checked().bad()).isEqualTo(6);
        assertThat(done.checked().reasons())
                .containsEntry("SQS refuses the message: InvalidMessageContents", 3)
                .containsEntry("/password is required", 3);
        assertThat(fixture.badRows())
                .hasSize(7)
                .anyMatch(line -> line.startsWith("13,26,user-13,SQS refuses"));
        assertThat(fixture.send(home.resolve("people.csv")).checked().bad()).isEqualTo(6);
    }

    @Test
    void the_bad_rows_are_on_the_disk_before_the_run_is_complete() throws Exception {
        fixture.queue.fault((operation, entry) -> new Outcome.Refused("No"));
        Path file = fixture.file(EnqueueFixture.people(3, 100));
        List<String> before = new ArrayList<>();
        fixture.progress =
                new SilentProgress() {
                    @Override
                    public void end() {
                        if (Files.exists(fixture.run.resolve("run.json"))
                                && EnqueueFixture.read(fixture.run.resolve("run.json"))
                                        .contains("\"complete\" : true")) {
                            before.addAll(fixture.badRows());
                        }
                    }
                };
        fixture.send(file);
        assertThat(before).hasSize(4);
    }

    @Test
    void a_stop_ends_it_in_good_order_and_it_goes_on_from_there() throws Exception {
        AtomicInteger rows = new AtomicInteger();
        fixture.stopped = () -> rows.incrementAndGet() > 60;
        Path file = fixture.file(EnqueueFixture.people(200, 1000));
        EnqueueResult done = fixture.send(file);
        assertThat(done.end()).isEqualTo(End.STOPPED);
        assertThat(done.sent()).isEqualTo(fixture.queue.size()).isLessThan(200);
        fixture.stopped = () -> false;
        EnqueueResult rest = fixture.send(file);
        assertThat(rest.end()).isEqualTo(End.COMPLETE);
        assertThat(rest.already()).isEqualTo(done.sent());
        assertThat(EnqueueFixture.members(fixture.queue, "/username"))
                .hasSize(200)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_stop_while_the_rows_are_checked_leaves_nothing() throws Exception {
        fixture.stopped = () -> true;
        EnqueueResult done = fixture.send(fixture.file(EnqueueFixture.people(2000, 1000)));
        assertThat(done.end()).isEqualTo(End.STOPPED);
        assertThat(fixture.queue.size()).isZero();
        assertThat(fixture.run.resolve("bad.csv")).doesNotExist();
        assertThat(fixture.run.resolve("bad.csv.new")).doesNotExist();
    }

    @Test
    void what_is_begun_is_ended_and_ends_at_its_total() throws Exception {
        List<String> heard = new ArrayList<>();
        fixture.progress =
                new SilentProgress() {
                    @Override
                    public synchronized void begin(
                            String what, String unit, long total, long done) {
                        heard.add(what + " " + unit + " " + done);
                    }

                    @Override
                    public synchronized void end() {
                        heard.add("end");
                    }
                };
        fixture.send(fixture.file(EnqueueFixture.people(30, 7)));
        assertThat(heard).containsExactly("Checking bytes 0", "end", "Sending rows 0", "end");
    }
}
