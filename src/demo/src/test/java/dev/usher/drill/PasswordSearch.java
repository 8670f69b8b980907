package dev.usher.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for passwords in what commands printed and in what they keep. */
final class PasswordSearch {
    private final Path output;
    private final Path run;

    PasswordSearch(Path output, Path run) {
        this.output = output;
        this.run = run;
    }

    /** The files that hold one and should not. */
    List<String> secrets() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> printed = Files.list(output);
                Stream<Path> kept = Files.list(run)) {
            for (Path file : Stream.concat(printed, kept).filter(PasswordSearch::mayNot).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1)
                        .contains(UserFile.PASSWORD_MARK)) {
                    found.add("a password stands in " + file.getFileName());
                }
            }
        }
        return found;
    }

    private static boolean mayNot(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && !name.equals("people.csv")
                && !name.equals("failed.csv");
    }
}
