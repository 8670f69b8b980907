package dev.usher.tools.enqueue;

import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds rows whose username or id a good row before them has already. */
final class Duplicates {
    private final boolean caseSensitive;
    private final SeenKeys usernames = new SeenKeys();
    private final SeenKeys ids = new SeenKeys();

    /**
     * @param caseSensitive false where the pool is known to take Ada and ada for one user
     */
    Duplicates(boolean caseSensitive) {
        this.caseSensitive = caseSensitive;
    }

    /** The row itself, or a bad one if it is a duplicate. */
    RowVerdict check(Good row) {
        List<String> reasons = new ArrayList<>();
        int line = (int) Math.min(row.line(), Integer.MAX_VALUE);
        String username = caseSensitive ? row.username() : row.username().toLowerCase(Locale.ROOT);
        Digest name = Digest.of(username);
        int earlier = usernames.find(name);
        if (earlier > 0) {
            reasons.add("/username is that of line " + earlier);
        }
        // A derived id is only that of another row with the same username.
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
