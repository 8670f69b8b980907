package dev.usher.worker;

import dev.usher.sqs.FakeQueue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A queue of requests and replies that a test writes and reads in short. A request is {@code id
 * username [replyTo]}; {@code !id} is invalid with a readable id, {@code ?} without. A reply is
 * {@code id requestMessageId status code}.
 */
final class ShorthandQueue extends FakeQueue {
    private static final JsonMapper JSON = new JsonMapper();

    ShorthandQueue(String name, InstantSource clock) {
        super(name, clock);
    }

    /** The body of a request. */
    static String json(String shorthand) {
        if (shorthand.startsWith("?") || shorthand.startsWith("{")) {
            return shorthand;
        }
        ObjectNode json = JSON.createObjectNode();
        if (shorthand.startsWith("!")) {
            return json.put("type", "signup").put("id", shorthand.substring(1)).toString();
        }
        String[] parts = shorthand.split(" ");
        json.put("type", "signin").put("id", parts[0]).put("username", parts[1]);
        json.put("password", "s3cret");
        if (parts.length > 2 && parts[2].length() < 100) {
            json.put("replyTo", parts[2]);
        } else if (parts.length > 2) {
            json.putObject("clientMetadata").put("long", parts[2]);
        }
        return json.toString();
    }

    static String shorthand(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json.has("status")) {
                return "%s %s %s %s"
                        .formatted(
                                json.path("id").asString(null),
                                json.path("requestMessageId").asString(""),
                                json.path("status").asString(""),
                                json.at("/failure/code").asString(null));
            }
            return json.path("id").asString("") + " " + json.path("username").asString("");
        } catch (JacksonException _) {
            return body;
        }
    }

    @Override
    public String put(String body, Map<String, MessageAttributeValue> attributes) {
        return super.put(json(body), attributes);
    }

    @Override
    public String putInGroup(String group, String body) {
        return super.putInGroup(group, json(body));
    }

    @Override
    public List<String> bodies() {
        return super.bodies().stream().map(ShorthandQueue::shorthand).toList();
    }
}
