package dev.usher.tools.enqueue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of inspecting a row. */
public sealed interface RowVerdict {
    /**
     * A request to be sent. Holds secrets.
     *
     * @param number of the row, from 1
     * @param named whether the row brought its id itself
     */
    record Good(int number, long line, String id, String username, String body, boolean named)
            implements RowVerdict {
        @Override
        public String toString() {
            return "Good[line " + line + "]";
        }
    }

    /**
     * A row that is not sent.
     *
     * @param number of the row, from 1
     * @param username null where it has none
     * @param reasons all of them, in words that quote no value
     */
    record Bad(int number, long line, @Nullable String username, List<String> reasons)
            implements RowVerdict {
        public Bad {
            reasons = List.copyOf(reasons);
        }
    }
}
