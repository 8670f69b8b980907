package dev.usher.tools.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the file, on its way to be a request. Holds secrets, so {@link #toString()} names its
 * line alone.
 *
 * @param number from 1, the header not counted
 * @param line where it begins in the file, from 1
 * @param username as the file has it, to name the row by; null where it has none
 * @param id the row's own, if it has one
 * @param members what stands in the request's JSON object behind the id, closing brace included;
 *     null where the row can't be read at all
 * @param problems what is wrong with it before anybody looks at the request
 */
public record Row(
        int number,
        long line,
        @Nullable String username,
        @Nullable String id,
        @Nullable String members,
        List<String> problems) {
    public Row {
        problems = List.copyOf(problems);
    }

    static Row unreadable(int number, long line, String problem) {
        return new Row(number, line, null, null, null, List.of(problem));
    }

    @Override
    public String toString() {
        return "Row[line " + line + "]";
    }
}
