package dev.usher.worker;

import dev.usher.message.Reply;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SqsText;
import dev.usher.worker.SqsSender.Purport;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sends replies, with the attributes that let a reader route them without parsing. */
final class ReplySender {
    static final String TRACE = "traceparent";
    private static final int LONGEST_ATTRIBUTE = 256;

    private final Codec codec;
    private final SqsSender sqsSender;
    private final InstantSource clock;

    ReplySender(Codec codec, SqsSender sqsSender, InstantSource clock) {
        this.codec = codec;
        this.sqsSender = sqsSender;
        this.clock = clock;
    }

    Outcome send(ReceivedRequest receivedRequest, Result result, boolean duplicate, int attempts) {
        Message message = receivedRequest.message();
        Reply reply =
                new Reply(
                        receivedRequest.id(),
                        message.messageId(),
                        receivedRequest.type(),
                        result,
                        duplicate,
                        attempts,
                        clock.instant());
        String code = result instanceof Result.Failed(var failure) ? failure.code().name() : null;
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        put(attributes, "id", receivedRequest.id());
        put(attributes, "type", receivedRequest.type());
        put(attributes, "status", result.status());
        put(attributes, "code", code);
        MessageAttributeValue trace = message.attributes().get(TRACE);
        if (trace != null) {
            attributes.put(TRACE, trace);
        }
        return sqsSender.send(
                receivedRequest.replyQueue(),
                receivedRequest,
                new Purport("reply", result.status(), code == null ? "" : code),
                SqsText.sendable(codec.write(reply)),
                attributes);
    }

    /** What an invalid request calls its id or type may be nothing that SQS takes. */
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
