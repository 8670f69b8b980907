package dev.usher.tools.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import java.util.List;

/** Changes requests on their way back; what is still no valid request after it goes nowhere. */
public final class RequestChanges {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private final List<MemberChange> changes;

    public RequestChanges(List<MemberChange> changes) {
        this.changes = List.copyOf(changes);
    }

    /** What came of it. */
    sealed interface Mended {
        record Fit(String body) implements Mended {}

        /** Still no valid request. */
        record Unfit(String problems) implements Mended {}
    }

    Mended mend(String before) {
        String body;
        try {
            if (!(JSON.readTree(before) instanceof ObjectNode request)) {
                return new Mended.Unfit("the body is not a JSON object: nothing can be set in it");
            }
            for (MemberChange memberChange : changes) {
                String obstacle = memberChange.apply(request);
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
            case RequestReading.Invalid invalid -> new Mended.Unfit(invalid.message());
            case RequestReading.Valid _ -> new Mended.Fit(body);
        };
    }
}
