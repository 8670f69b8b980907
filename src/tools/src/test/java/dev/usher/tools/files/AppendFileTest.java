package dev.usher.tools.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.run.SentLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that only grow, and sources that stay what they were. */
final class AppendFileTest {
    @TempDir private Path home;
    private Path path;

    @BeforeEach
    void begin() {
        path = home.resolve("lines");
    }

    private static AppendFile open(Path path, List<String> read) {
        return new AppendFile(
                path,
                (offset, line) -> {
                    read.add(line);
                    return true;
                });
    }

    @Test
    void lines_of_many_threads_stay_whole_and_are_found_where_they_begin() throws Exception {
        Map<Long, String> where = new ConcurrentHashMap<>();
        try (AppendFile file = open(path, new ArrayList<>())) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String mark = ("é" + i).repeat(1 + i * 97);
                threads.add(Thread.ofVirtual().start(() -> write(file, mark, where)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(where).hasSize(8 * 40);
            assertThat(where).allSatisfy((at, line) -> assertThat(file.line(at)).isEqualTo(line));
        }
        List<String> read = new ArrayList<>();
        open(path, read).close();
        assertThat(read).containsExactlyInAnyOrderElementsOf(where.values());
    }

    private static void write(AppendFile file, String mark, Map<Long, String> where) {
        for (int n = 0; n < 20; n++) {
            List<String> lines = List.of(mark + n, mark + n + " second");
            long[] offsets = file.append(lines);
            where.put(offsets[0], lines.get(0));
            where.put(offsets[1], lines.get(1));
            if (n % 7 == 0) {
                file.force();
            }
        }
    }

    @Test
    void what_is_not_whole_is_cut_off_and_written_over() throws Exception {
        Files.writeString(path, "one\ntwo\nthr");
        List<String> read = new ArrayList<>();
        try (AppendFile file = open(path, read)) {
            assertThat(read).containsExactly("one", "two");
            assertThat(file.size()).isEqualTo(8);
            assertThat(file.append(List.of("x"))).containsExactly(8);
            assertThatThrownBy(() -> file.line(10)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(path).hasContent("one\ntwo\nx");
        try (AppendFile file = new AppendFile(path, (offset, line) -> !line.equals("two"))) {
            assertThat(file.size()).as("what follows rubbish is rubbish").isEqualTo(4);
        }
    }

    @Test
    void the_log_keeps_what_usernames_hold() throws Exception {
        SentLog.Entry entry = new SentLog.Entry(7, 1L << 40, "id/1", "m-1", "änn😀'\"\\");
        try (SentLog log = new SentLog(path, (offset, line) -> {})) {
            log.append(List.of(entry, entry));
            assertThat(log.at(0)).isEqualTo(entry);
        }
        List<SentLog.Entry> read = new ArrayList<>();
        new SentLog(path, (offset, again) -> read.add(again)).close();
        assertThat(read).containsExactly(entry, entry);
    }

    @Test
    void standard_input_put_aside_is_read_as_often_as_needed_and_leaves_no_file() throws Exception {
        byte[] bytes = "rows with passwords ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Set<Path> before = leftovers(temporary);
        try (RowSource rowSource = RowSource.copyOf(new ByteArrayInputStream(bytes))) {
            assertThat(leftovers(temporary)).isSubsetOf(before);
            assertThat(rowSource.size()).isEqualTo(bytes.length);
            for (int i = 0; i < 2; i++) {
                assertThat(rowSource.open().readAllBytes()).isEqualTo(bytes);
            }
            assertThat(FileFingerprint.of(rowSource)).isEqualTo(FileFingerprint.of(rowSource));
            assertThat(FileFingerprint.of(rowSource).size()).isEqualTo(bytes.length);
        }
    }

    private static Set<Path> leftovers(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().startsWith("usher"))
                    .filter(path -> Files.exists(path.resolve("rows")))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void a_source_that_is_no_plain_file_is_refused() {
        for (Path none : List.of(home, home.resolve("none"), Path.of("/dev/null"))) {
            assertThatThrownBy(() -> RowSource.file(none).close())
                    .isInstanceOfSatisfying(
                            CommandException.class, e -> assertThat(e.usage()).isTrue())
                    .hasMessageContaining(none.toString());
        }
    }
}
