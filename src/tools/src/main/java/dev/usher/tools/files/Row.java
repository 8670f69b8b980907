package dev.usher.tools.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the file, before it is validated as a request. It holds secrets, so {@link #toString()}
 * shows only its line.
 *
 * @param username as in the file; null if the row has none
 * @param id the row's own; null if it has none
 * @param members the request's JSON after its id, closing brace included; null if the row is
 *     unreadable
 * @param problems what is wrong with the row itself
 */
public record Row(
        RowPosition position,
        @Nullable String username,
        @Nullable String id,
        @Nullable String members,
        List<String> problems) {
    public Row {
        problems = List.copyOf(problems);
    }

    static Row unreadable(RowPosition position, String problem) {
        return new Row(position, null, null, null, List.of(problem));
    }

    @Override
    public String toString() {
        return "Row[line " + position.line() + "]";
    }
}
