package dev.usher.worker;

import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SqsText;
import dev.usher.worker.SqsSender.Deduplication;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sends replies, with the attributes that let a reader route them without parsing. */
final class ReplySender {
    static final String TRACE = "traceparent";
    private static final int LONGEST_ATTRIBUTE = 256;

    private final SqsSender sqsSender;
    private final InstantSource clock;

    ReplySender(SqsSender sqsSender, InstantSource clock) {
        this.sqsSender = sqsSender;
        this.clock = clock;
    }

    Outcome send(ReceivedRequest request, Result result, boolean duplicate, int attempts) {
        Message message = request.message();
        Reply reply =
                new Reply(
                        request.id(),
                        message.messageId(),
                        request.type(),
                        result,
                        duplicate,
                        attempts,
                        clock.instant());
        String code = result instanceof Result.Failed(var failure) ? failure.code().name() : null;
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        put(attributes, "id", request.id());
        put(attributes, "type", request.type());
        put(attributes, "status", result.status());
        put(attributes, "code", code);
        MessageAttributeValue trace = message.attributes().get(TRACE);
        if (trace != null) {
            attributes.put(TRACE, trace);
        }
        return sqsSender.send(
                request.replyQueue(),
                request,
                new Deduplication("reply", result.status(), code == null ? "" : code),
                SqsText.sendable(Replies.write(reply)),
                attributes);
    }

    /** The id or type of an invalid request may be a value that SQS refuses. */
    private static void put(
            Map<String, MessageAttributeValue> attributes, String name, @Nullable String value) {
        if (value != null
                && !value.isEmpty()
                && value.length() <= LONGEST_ATTRIBUTE
                && SqsText.isSendable(value)) {
            attributes.put(
                    name,
                    MessageAttributeValue.builder().dataType("String").stringValue(value).build());
        }
    }
}
