package dev.usher.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/upstream.md} shows what {@code scripts/check-snippets} runs and what the code says.
 */
class UpstreamPageTest {
    private static final Path DOCS = Path.of("docs");
    private static final String PAGE = read(DOCS.resolve("upstream.md"));

    static Stream<Path> snippets() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("snippets"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void every_snippet_stands_in_the_page_as_it_is_run(Path snippet) {
        assertThat(PAGE)
                .containsPattern("\n```[a-z]+\n" + Pattern.quote(read(snippet)) + "```\n")
                .contains("](snippets/" + snippet.getFileName() + ")");
        assertThat(read(Path.of("scripts", "check-snippets")))
                .contains("docs/snippets/" + snippet.getFileName());
    }

    @Test
    void the_failure_codes_are_all_told_with_whether_to_try_again() {
        List<String> told =
                found("(?m)^\\| `([A-Z_]+)` \\| (yes|no) \\|")
                        .map(row -> row.group(1) + " " + row.group(2))
                        .toList();
        assertThat(told)
                .isEqualTo(
                        Arrays.stream(FailureCode.values())
                                .filter(code -> code != FailureCode.STRANDED)
                                .map(code -> code + (code.retryable() ? " yes" : " no"))
                                .toList());
    }

    @Test
    void the_messages_that_are_shown_are_ones_that_the_worker_takes_and_sends() {
        List<String> shown = found("(?s)\n```json\n(.*?)```\n").map(json -> json.group(1)).toList();
        assertThat(shown).hasSize(2);
        assertThat(Requests.read(shown.getFirst())).isInstanceOf(RequestReading.Valid.class);
        assertThat(Replies.read(shown.getLast())).isPresent();
    }

    @Test
    void the_pages_link_to_files_that_are_there() throws IOException {
        for (Path page : List.of(DOCS.resolve("upstream.md"), Path.of("README.md"))) {
            Path folder = page.toAbsolutePath().getParent();
            Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)")
                    .matcher(read(page))
                    .results()
                    .forEach(link -> assertThat(folder.resolve(link.group(1))).exists());
        }
    }

    private static Stream<MatchResult> found(String pattern) {
        return Pattern.compile(pattern).matcher(PAGE).results();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
