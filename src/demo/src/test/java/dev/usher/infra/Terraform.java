package dev.usher.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code infra/terraform}, as text: what is asked for here is written so that a line tells it. */
record Terraform(String text) {
    private static final Pattern SETTING = Pattern.compile("(?m)^ {2,}(\\w+) *= (.+)$");

    static Terraform read() {
        try (Stream<Path> files = Files.list(Path.of("infra", "terraform"))) {
            return new Terraform(
                    files.filter(file -> file.toString().endsWith(".tf"))
                            .sorted()
                            .map(Terraform::text)
                            .collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is set in the block that begins with a line; quotes are taken off.
     *
     * @param opening the line, without what is before its first letter
     */
    Map<String, String> block(String opening) {
        Matcher matcher =
                Pattern.compile(
                                "(?m)^( *)" + Pattern.quote(opening) + "$(.*?)^\\1[}\\]]",
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("there is no " + opening);
        }
        Map<String, String> settings = new TreeMap<>();
        SETTING.matcher(matcher.group(2))
                .results()
                .forEach(found -> settings.putIfAbsent(found.group(1), unquoted(found.group(2))));
        return settings;
    }

    /** The first groups of what a pattern finds. */
    List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
