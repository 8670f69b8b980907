package dev.usher.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the pages lead somewhere, and their lines fit an editor's window. */
class PagesTest {
    private static final int MOST_COLUMNS = 100;
    private static final Pattern LINK =
            Pattern.compile("]\\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of("."));
                Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_leads_to_a_file_and_a_heading(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        LINK.matcher(Files.readString(page))
                .results()
                .forEach(link -> {
                    Path target =
                            link.group(1).isEmpty()
                                    ? page
                                    : page.resolveSibling(link.group(1)).normalize();
                    if (!Files.exists(target)
                            || (link.group(2) != null
                                    && !anchors(target).contains(link.group(2)))) {
                        broken.add(link.group());
                    }
                });
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void prose_is_wrapped(Path page) throws IOException {
        boolean code = false;
        List<String> wide = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            boolean fence = line.strip().startsWith("```");
            code ^= fence;
            boolean prose = !code && !fence && !line.startsWith("|") && line.strip().contains(" ");
            // A link's target stays in one piece.
            String shown = line.replaceAll("]\\([^)]*\\)", "]");
            if (prose && shown.codePointCount(0, shown.length()) > MOST_COLUMNS) {
                wide.add(line);
            }
        }
        assertThat(wide).isEmpty();
    }

    /** As GitHub makes them from headings. */
    private static Set<String> anchors(Path page) {
        try {
            return Files.readAllLines(page).stream()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                    .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
