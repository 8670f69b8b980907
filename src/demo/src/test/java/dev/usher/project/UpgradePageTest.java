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

/** {@code docs/upgrade.md} names the loggers that the code has. */
class UpgradePageTest {
    private static final Pattern LOGGER =
            Pattern.compile("LoggerFactory\\.getLogger\\((\\w+)\\.class\\)");

    @Test
    void the_page_names_every_logger_and_no_other() throws IOException {
        String page = Files.readString(Path.of("docs", "upgrade.md"));
        List<String> named =
                Stream.concat(
                                found(page, "\\| `(dev\\.usher\\.[\\w.]+\\.[A-Z]\\w+)` \\|\\n"),
                                found(
                                        page.substring(page.indexOf("\n`dev.usher.app.Lanes`")),
                                        "`(dev\\.usher\\.[\\w.]+\\.[A-Z]\\w+)`"))
                        .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(loggers());
    }

    private static List<String> loggers() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> LOGGER.matcher(read(file)).find())
                    .map(file -> file.toString().replaceFirst(".*/src/main/java/", ""))
                    .map(file -> file.replace(".java", "").replace('/', '.'))
                    .toList();
        }
    }

    private static Stream<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
