package dev.usher.drill;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/** A file of users as old systems export them: with everything in it that a CSV may have. */
final class UserFile {
    /** So that a password is found wherever it should not be. */
    static final String PASSWORD_MARK = "Dr1ll-";

    /** The columns that are called otherwise. */
    static final List<String> MAPS = List.of("Login=username", "Full Name=name", "Notes=");

    private static final List<String> FIRST =
            List.of("José", "Zoë", "Łukasz", "Анна", "美咲", "O'Neil", "Ada", "Jean-Luc", "Åsa");
    private static final List<String> LAST =
            List.of(
                    "\"The Rock\" Ruiz",
                    "Müller, Dr.",
                    "Smith\nJunior",
                    "d'Arc",
                    "García;Márquez",
                    "Ng",
                    "Ünlü\ttab");

    /** What becomes of a row. */
    enum Kind {
        GOOD,
        /** Cognito refuses the password. */
        WEAK,
        /** The username is taken. */
        EXISTING,
        NO_USERNAME,
        BLANK_IN_USERNAME,
        NO_PASSWORD,
        TWICE,
        UNKNOWN_GROUP,
        EXTRA_FIELD,
        BAD_BYTES;

        /** Whether it is not even sent. */
        boolean bad() {
            return compareTo(EXISTING) > 0;
        }
    }

    /**
     * @param row from 1
     * @param line where it begins, from 1
     * @param name the attribute
     */
    record Person(int row, long line, Kind kind, String username, String name) {}

    private final Random random;
    private final List<Person> people = new ArrayList<>();
    private long line = 1;

    private UserFile(long seed) {
        this.random = Random.from(new SplittableRandom(seed));
    }

    /** Writes the file; those who are in it. */
    static List<Person> write(Path file, int rows, long seed) throws IOException {
        UserFile dirt = new UserFile(seed);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            dirt.put(out, "\uFEFFLogin,password,email,Full Name,address,groups,Notes\r\n");
            for (int row = 1; row <= rows; row++) {
                dirt.row(row, out);
            }
        }
        return dirt.people;
    }

    private void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        line += text.chars().filter(c -> c == '\n').count();
    }

    private Kind kind(int row) {
        // The first ones have every kind, so that a short file has them too.
        Kind[] kinds = Kind.values();
        if (row > 10 && row <= 10 + kinds.length) {
            return kinds[row - 11];
        }
        int odds = random.nextInt(1000);
        if (row <= 10 || odds >= 26) {
            return Kind.GOOD;
        } else if (odds >= 20) {
            return odds >= 25 ? Kind.EXISTING : Kind.WEAK;
        }
        return kinds[3 + random.nextInt(kinds.length - 3)];
    }

    private void row(int row, OutputStream out) throws IOException {
        Kind kind = kind(row);
        String username =
                switch (kind) {
                    case NO_USERNAME -> "";
                    case BLANK_IN_USERNAME -> "user %d".formatted(row);
                    case TWICE -> people.getFirst().username();
                    default -> (row % 7 == 0 ? "usér-%d" : "user-%d").formatted(row);
                };
        String password =
                switch (kind) {
                    case NO_PASSWORD -> "";
                    case WEAK -> "weak-" + PASSWORD_MARK.toLowerCase(Locale.ROOT);
                    default -> PASSWORD_MARK + "pass\"" + row + ",ß";
                };
        String name = FIRST.get(random.nextInt(9)) + " " + LAST.get(random.nextInt(7));
        people.add(new Person(row, line, kind, username, name));
        put(out, field(username) + "," + field(password) + ",");
        put(out, "user-%d@example.com,%s,".formatted(row, field(name)));
        if (kind == Kind.BAD_BYTES) {
            out.write(0xE9);
        } else if (random.nextInt(3) == 0) {
            put(out, field("1 Main St.\r\nSpringfield, " + row));
        }
        put(out, "," + (kind == Kind.UNKNOWN_GROUP ? "admins" : row % 20 == 1 ? "members" : ""));
        put(out, "," + field("says \"hi\"") + (kind == Kind.EXTRA_FIELD ? ",more" : "") + "\r\n");
    }

    private String field(String text) {
        boolean must = text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
        return must || random.nextInt(4) == 0 ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
