package dev.usher.message;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came of reading the body of a message as a request. */
public sealed interface RequestReading {
    /** The request's id, where it could be read. */
    @Nullable String id();

    /** A request that can be walked. */
    record Valid(Request request) implements RequestReading {
        @Override
        public String id() {
            return request.id();
        }
    }

    /**
     * No request that can be walked. The first four say whom to answer and are there only where the
     * body tells them without doubt and in the form that a request's must have.
     *
     * @param id the request's id; absent too where two different ones stand in the body
     * @param type the request's type, which may be one that nobody knows
     * @param username the request's username
     * @param replyTo the reply queue asked for, which may be none that is allowed
     * @param problems all that is wrong; never empty
     */
    record Invalid(
            @Nullable String id,
            @Nullable String type,
            @Nullable String username,
            @Nullable String replyTo,
            List<Problem> problems)
            implements RequestReading {
        public Invalid {
            problems = List.copyOf(problems);
        }

        /** All problems in one line of bounded length, with nothing secret in it. */
        public String message() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        }

        @Override
        public String toString() {
            return "Invalid[" + message() + "]";
        }
    }
}
