package dev.usher.tools.deadletters;

import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.tools.files.StrictJson;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Changes requests before they are replayed. An invalid result is not sent. */
public final class RequestChanges {
    private final List<MemberChange> changes;

    public RequestChanges(List<MemberChange> changes) {
        this.changes = List.copyOf(changes);
    }

    /** The changed request. */
    sealed interface Changed {
        record Fit(String body) implements Changed {}

        /** Still not a valid request. */
        record Unfit(String problems) implements Changed {}
    }

    Changed apply(String before) {
        String body;
        try {
            if (!(StrictJson.MAPPER.readTree(before) instanceof ObjectNode request)) {
                return new Changed.Unfit("the body is not a JSON object: nothing can be set in it");
            }
            for (MemberChange change : changes) {
                String obstacle = change.apply(request);
                if (obstacle != null) {
                    return new Changed.Unfit("the body " + obstacle);
                }
            }
            body = StrictJson.MAPPER.writeValueAsString(request);
        } catch (JacksonException _) {
            // Its text quotes the body.
            return new Changed.Unfit("the body is not valid JSON: nothing can be set in it");
        }
        return switch (Requests.read(body)) {
            case RequestReading.Invalid invalid -> new Changed.Unfit(invalid.message());
            case RequestReading.Valid _ -> new Changed.Fit(body);
        };
    }
}
