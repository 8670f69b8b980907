package dev.usher.tools.enqueue;

import dev.usher.tools.files.RowPosition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result of validating a row. */
public sealed interface RowVerdict {
    /**
     * A request to be sent. Holds secrets.
     *
     * @param named whether the row brought its own id
     */
    record Good(RowPosition position, String id, String username, String body, boolean named)
            implements RowVerdict {
        int number() {
            return position.number();
        }

        long line() {
            return position.line();
        }

        @Override
        public String toString() {
            return "Good[line " + line() + "]";
        }
    }

    /**
     * A row that is not sent.
     *
     * @param username null if the row has none
     * @param reasons all of them; none quotes a value
     */
    record Bad(RowPosition position, @Nullable String username, List<String> reasons)
            implements RowVerdict {
        private static final int LONGEST = 128;

        public Bad {
            reasons = List.copyOf(reasons);
        }

        /** Usernames come from anywhere, so none may hold a control sequence of a terminal. */
        String printableUsername() {
            String line = Objects.requireNonNullElse(username, "").replaceAll("\\p{C}", "?");
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
        }

        String reason() {
            return String.join("; ", reasons);
        }
    }
}
