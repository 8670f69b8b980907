package dev.usher.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.deadletters.Inspection.Stamped;
import dev.usher.flow.KeyRing;
import dev.usher.message.Reading;
import dev.usher.message.Requests;
import dev.usher.queue.Message;
import dev.usher.queue.Stamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Changes requests on their way back, and signs their stamps anew: a stamp covers the body. */
public final class Mending {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private final List<Change> changes;
    private final @Nullable KeyRing keys;

    /**
     * @param keys to sign with; null where there are none
     */
    public Mending(List<Change> changes, @Nullable KeyRing keys) {
        this.changes = List.copyOf(changes);
        this.keys = keys;
    }

    /** What came of it. */
    sealed interface Mended {
        /**
         * @param unsigned whether a stamp was dropped that could not be signed
         */
        record Fit(String body, Map<String, MessageAttributeValue> attributes, boolean unsigned)
                implements Mended {}

        /** Still no valid request. */
        record Unfit(String problems) implements Mended {}
    }

    Mended mend(Message message, Stamped stamped) {
        String body;
        try {
            if (!(JSON.readTree(message.body()) instanceof ObjectNode request)) {
                return new Mended.Unfit("the body is not a JSON object: nothing can be set in it");
            }
            for (Change change : changes) {
                String obstacle = change.apply(request);
                if (obstacle != null) {
                    return new Mended.Unfit("the body " + obstacle);
                }
            }
            body = JSON.writeValueAsString(request);
        } catch (JsonProcessingException _) {
            // Its text quotes the body.
            return new Mended.Unfit("the body is not valid JSON: nothing can be set in it");
        }
        return switch (Requests.read(body)) {
            case Reading.Invalid invalid -> new Mended.Unfit(invalid.message());
            case Reading.Valid _ -> signed(message, body, stamped);
        };
    }

    private Mended signed(Message message, String body, Stamped stamped) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.attributes());
        MessageAttributeValue before = attributes.remove(Stamp.NAME);
        Stamp stamp = stamped.stamp();
        if (stamp != null && stamped.trust() == Trust.VERIFIED && keys != null) {
            attributes.put(
                    Stamp.NAME,
                    MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(stamp.write(keys.current(), body))
                            .build());
            return new Mended.Fit(body, attributes, false);
        }
        if (stamp != null && stamp.attributes() != null) {
            // They are the request's own, and go nowhere without the stamp.
            attributes.putAll(stamp.attributes());
        }
        return new Mended.Fit(body, attributes, before != null);
    }
}
