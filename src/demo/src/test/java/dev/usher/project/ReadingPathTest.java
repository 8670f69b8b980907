package dev.usher.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The path of one sign-up in CONTRIBUTING.md: a reader goes down the table, from receive to delete,
 * and never has to go back up.
 */
class ReadingPathTest {
    private static final int MOST_FILES = 15;

    private static final Pattern ROW =
            Pattern.compile(
                    "(?m)^\\| (\\d+) \\| \\[`[\\w/]+`]\\((\\S+)\\) \\| (?:\\[`[\\w/]+`]\\((\\S+)\\) )?\\| .+ \\|$");

    private final List<Stop> path = new ArrayList<>();

    /**
     * One row of the table.
     *
     * @param through the interface by which the files above use this one, where they do not name it
     */
    private record Stop(int number, Path file, @Nullable Path through) {
        String code() {
            return read(file)
                    .replaceAll("(?s)/\\*.*?\\*/", "")
                    .replaceAll("//[^\n]*", "")
                    .replaceAll("(?m)^import .*$", "");
        }

        String name() {
            return simpleName(file);
        }

        /** The name by which the files above this one use it. */
        String usedAs() {
            return through == null ? name() : simpleName(through);
        }

        /** Whether it names the type, or calls the accessor that hands one out. */
        boolean uses(String type) {
            String accessor = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
            return Pattern.compile("\\b%s\\b|\\.%s\\(\\)".formatted(type, accessor))
                    .matcher(code())
                    .find();
        }
    }

    @BeforeEach
    void begin() {
        String page = read(Path.of("CONTRIBUTING.md"));
        String section = page.substring(page.indexOf("\n## The path of one sign-up\n"));
        ROW.matcher(section)
                .results()
                .forEach(row ->
                        path.add(
                                new Stop(
                                        Integer.parseInt(row.group(1)),
                                        Path.of(row.group(2)),
                                        row.group(3) == null ? null : Path.of(row.group(3)))));
    }

    @Test
    void it_has_at_most_fifteen_files_and_none_twice() {
        assertThat(path).hasSizeBetween(5, MOST_FILES);
        assertThat(path).extracting(Stop::file).doesNotHaveDuplicates();
        assertThat(path)
                .extracting(Stop::number)
                .isEqualTo(Stream.iterate(1, i -> i + 1).limit(path.size()).toList());
    }

    @Test
    void every_file_is_there() {
        assertThat(path)
                .allSatisfy(stop -> {
                    assertThat(stop.file()).isRegularFile();
                    if (stop.through() != null) {
                        assertThat(stop.through()).isRegularFile();
                        assertThat(stop.code())
                                .containsPattern(
                                        stop.name()
                                                + " implements [\\w, ]*\\b"
                                                + stop.usedAs()
                                                + "\\b");
                    }
                });
    }

    @Test
    void every_file_is_reached_from_one_above_it() {
        for (int i = 1; i < path.size(); i++) {
            Stop stop = path.get(i);
            assertThat(path.subList(0, i))
                    .as("used by a file above it: " + stop.name())
                    .anyMatch(above -> above.uses(stop.usedAs()));
        }
    }

    @Test
    void no_file_uses_one_above_it() {
        for (int i = 0; i < path.size(); i++) {
            Stop stop = path.get(i);
            assertThat(path.subList(0, i))
                    .as("files above " + stop.name() + " that it uses")
                    .noneMatch(above -> stop.uses(above.name()));
        }
    }

    private static String simpleName(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
