package dev.usher.emulator.protocol;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the AWS JSON protocols write it. */
public final class EmulatorJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EmulatorJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ObjectNode object(Map<String, String> members) {
        ObjectNode object = object();
        members.forEach(object::put);
        return object;
    }

    public static ArrayNode array(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    public static ArrayNode nodes(Collection<? extends JsonNode> nodes) {
        return MAPPER.createArrayNode().addAll(nodes);
    }

    /** A timestamp: seconds since the epoch, with a fraction. */
    public static DecimalNode seconds(long millis) {
        return DecimalNode.valueOf(BigDecimal.valueOf(millis, 3));
    }

    /** A list of Name/Value pairs, which is how Cognito writes attributes. */
    public static ArrayNode pairs(Map<String, String> attributes) {
        ArrayNode pairs = MAPPER.createArrayNode();
        attributes.forEach(
                (name, value) -> pairs.addObject().put("Name", name).put("Value", value));
        return pairs;
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    public static String text(JsonNode node) {
        return node.toString();
    }

    /**
     * Reads a request's body.
     *
     * @throws AwsError SerializationException, as every AWS JSON service answers to a body that is
     *     no JSON object
     */
    public static ObjectNode parse(byte[] body) {
        try {
            if (body.length == 0) {
                return object();
            }
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Refused below, without the parser's words: they quote the input.
        }
        throw AwsError.of("SerializationException", "The request body is not a JSON object.");
    }
}
