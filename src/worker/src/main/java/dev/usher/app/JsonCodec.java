package dev.usher.app;

import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.worker.Codec;

/** Binds the queues to the JSON of the messages. */
final class JsonCodec implements Codec {
    @Override
    public Parsed parse(String body) {
        return switch (Requests.read(body)) {
            case RequestReading.Valid valid -> new Parsed.Valid(valid.request());
            case RequestReading.Invalid invalid ->
                    new Parsed.Invalid(
                            invalid.id(),
                            invalid.type(),
                            new Parsed.Sender(invalid.username(), invalid.replyTo()),
                            invalid.message());
        };
    }

    @Override
    public String write(Reply reply) {
        return Replies.write(reply);
    }
}
