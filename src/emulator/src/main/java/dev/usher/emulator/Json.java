package dev.usher.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;

/** JSON as the AWS JSON 1.1 protocol writes it. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode object(Map<String, String> members) {
        ObjectNode object = object();
        members.forEach(object::put);
        return object;
    }

    static ArrayNode array(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    static ArrayNode nodes(Collection<? extends JsonNode> nodes) {
        return MAPPER.createArrayNode().addAll(nodes);
    }

    /** A timestamp: seconds since the epoch, with a fraction. */
    static DecimalNode seconds(long millis) {
        return DecimalNode.valueOf(BigDecimal.valueOf(millis, 3));
    }

    /** A list of Name/Value pairs, which is how Cognito writes attributes. */
    static ArrayNode pairs(Map<String, String> attributes) {
        ArrayNode pairs = MAPPER.createArrayNode();
        attributes.forEach(
                (name, value) -> pairs.addObject().put("Name", name).put("Value", value));
        return pairs;
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static String text(JsonNode node) {
        return node.toString();
    }

    /**
     * Reads a request's body.
     *
     * @throws AwsError SerializationException, as every AWS JSON service answers to a body that is
     *     no JSON object
     */
    static ObjectNode parse(byte[] body) {
        try {
            if (body.length == 0) {
                return object();
            }
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // Refused below, without the parser's words: they quote the input.
        }
        throw AwsError.of("SerializationException", "The request body is not a JSON object.");
    }
}
