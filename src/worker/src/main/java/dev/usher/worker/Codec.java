package dev.usher.worker;

import dev.usher.message.Reply;
import dev.usher.message.Request;
import org.jspecify.annotations.Nullable;

/** The JSON of requests and replies, as this room needs it. */
public interface Codec {
    /** What a message's body says. Never throws for bad input. */
    Parsed parse(String body);

    /** The body of a reply, one JSON object. */
    String write(Reply reply);

    /** What came of reading a body. */
    sealed interface Parsed {
        /** The request's id, where it could be read. */
        @Nullable String id();

        record Valid(Request request) implements Parsed {
            @Override
            public String id() {
                return request.id();
            }
        }

        /**
         * Not a request.
         *
         * @param id the request's, where it could be read: then it is answered, otherwise it
         *     becomes a dead letter
         * @param sender whom the answer is for
         * @param problems what is wrong, in our own words, each with its JSON Pointer
         */
        record Invalid(@Nullable String id, @Nullable String type, Sender sender, String problems)
                implements Parsed {}

        /**
         * Who waits for the answer, as far as it could be read.
         *
         * @param replyTo not checked against any list
         */
        record Sender(@Nullable String username, @Nullable String replyTo) {
            static final Sender UNKNOWN = new Sender(null, null);
        }
    }
}
