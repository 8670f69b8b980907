package dev.usher.tools.enqueue;

import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds rows with the username or id of an earlier good row. */
final class DuplicateRows {
    private final boolean caseSensitive;
    private final SeenKeys usernames = new SeenKeys();
    private final SeenKeys ids = new SeenKeys();

    /**
     * @param caseSensitive false if Ada and ada are one user in the pool
     */
    DuplicateRows(boolean caseSensitive) {
        this.caseSensitive = caseSensitive;
    }

    /** Returns the row, or a bad one if it is a duplicate. */
    RowVerdict check(Good row) {
        List<String> reasons = new ArrayList<>();
        int line = (int) Math.min(row.line(), Integer.MAX_VALUE);
        String username = caseSensitive ? row.username() : row.username().toLowerCase(Locale.ROOT);
        Digest name = Digest.of(username);
        int earlier = usernames.find(name);
        if (earlier > 0) {
            reasons.add("/username is that of line " + earlier);
        }
        // Derived ids of different usernames differ.
        Digest id = row.named() ? Digest.of(row.id()) : null;
        int same = id == null ? 0 : ids.find(id);
        if (same > 0) {
            reasons.add("/id is that of line " + same);
        }
        if (!reasons.isEmpty()) {
            return new Bad(row.position(), row.username(), reasons);
        }
        usernames.add(name, line);
        if (id != null) {
            ids.add(id, line);
        }
        return row;
    }
}
