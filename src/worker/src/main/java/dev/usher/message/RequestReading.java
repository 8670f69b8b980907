package dev.usher.message;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of reading the body of a message as a request. */
public sealed interface RequestReading {
    /** The request's id, where it could be read. */
    @Nullable String id();

    /** A valid request. */
    record Valid(Request request) implements RequestReading {
        @Override
        public String id() {
            return request.id();
        }
    }

    /**
     * No valid request. The first four identify the sender's request, and are present only where
     * the body has them once and in the form that a request's must have.
     *
     * @param id the request's id; also absent if the body has two different ones
     * @param type the request's type, which may be unknown
     * @param username the request's username
     * @param replyTo the reply queue asked for, which may not be allowed
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

        /** All problems in one line of bounded length, without secrets. */
        public String message() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        }

        @Override
        public String toString() {
            return "Invalid[" + message() + "]";
        }
    }
}
