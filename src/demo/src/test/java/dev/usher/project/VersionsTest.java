package dev.usher.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every place that names the version of the project names the same one. */
class VersionsTest {
    private final String version = only("pom.xml", "(?m)^  <version>(.*)</version>$");
    private final String release = version.replace("-SNAPSHOT", "");

    @Test
    void every_module_has_the_version_of_the_project() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("src"))) {
            assertThat(modules.map(module -> module.resolve("pom.xml")).toList())
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(pom ->
                            assertThat(pom)
                                    .content()
                                    .contains(
                                            "    <version>"
                                                    + version
                                                    + "</version>\n    <relativePath>"));
        }
    }

    @Test
    void the_image_has_it() {
        assertThat(only("Dockerfile", "(?m)^ARG VERSION=(.*)$")).isEqualTo(version);
    }

    @Test
    void the_page_of_deployment_shows_it() {
        assertThat(all("docs/deploy.md", "/usher:([0-9.]+)\""))
                .isNotEmpty()
                .allMatch(release::equals);
    }

    @Test
    void the_changelog_begins_with_it() {
        assertThat(all("CHANGELOG.md", "(?m)^## (\\S+) \\(").getFirst()).isEqualTo(release);
    }

    private static String only(String file, String pattern) {
        List<String> found = all(file, pattern);
        assertThat(found).as(file).hasSize(1);
        return found.getFirst();
    }

    private static List<String> all(String file, String pattern) {
        try {
            return Pattern.compile(pattern)
                    .matcher(Files.readString(Path.of(file)))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
