package dev.usher.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threats that docs/security.md calls held are held by tests that are there. */
class SecurityPageTest {
    private static final Pattern TEST =
            Pattern.compile("`((?:[a-z]+/)?[A-Z]\\w+Test)(?:\\.(\\w+))?`");
    private static final Path PAGE = Path.of("docs", "security.md");

    @Test
    void every_test_that_the_page_names_is_there() throws IOException {
        Matcher matcher = TEST.matcher(Files.readString(PAGE));
        int named = 0;
        while (matcher.find()) {
            String method = matcher.group(2);
            String source = source(matcher.group(1));
            assertThat(source).contains(method == null ? "@Test" : "void " + method + "(");
            named++;
        }
        assertThat(named).isGreaterThanOrEqualTo(12);
    }

    @Test
    void every_file_that_the_page_links_to_is_there() throws IOException {
        Matcher matcher = Pattern.compile("\\]\\((?!http)([^)#]+)").matcher(Files.readString(PAGE));
        List<String> links = new ArrayList<>();
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        assertThat(links).isNotEmpty();
        assertThat(links).allSatisfy(link -> assertThat(Path.of("docs", link)).exists());
    }

    private static String source(String test) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> found = files.filter(file -> file.endsWith(test + ".java")).toList();
            assertThat(found).as(test).hasSize(1);
            return Files.readString(found.getFirst());
        }
    }
}
