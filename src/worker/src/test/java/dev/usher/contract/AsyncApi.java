package dev.usher.contract;

import dev.usher.message.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code docs/asyncapi.yaml}. */
public record AsyncApi(JsonNode json) {
    private static final Path FILE = Path.of("docs", "asyncapi.yaml");

    public static AsyncApi read() {
        try {
            return new AsyncApi(new YAMLMapper().readTree(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode message(String name) {
        return json.path("components").path("messages").path(name);
    }

    /** What a message says of its body. */
    public Schemas payload(String message) {
        JsonNode payload = message(message).path("payload");
        String reference = payload.path("$ref").asString("");
        if (reference.isEmpty()) {
            return Schemas.of(payload);
        }
        String[] parts = reference.split("#", 2);
        String name = Path.of(parts[0]).getFileName().toString();
        return inside(Schemas.of(name).json(), "definitions", parts[1]);
    }

    /** What a message says of its message attributes. */
    public Schemas attributes(String message) {
        String reference = message(message).path("headers").path("$ref").asString("");
        return inside(json, "components", reference.substring(1));
    }

    private static Schemas inside(JsonNode document, String part, String pointer) {
        if (document.at(pointer).isMissingNode()) {
            throw new IllegalArgumentException("nothing is at " + pointer);
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putArray("allOf").addObject().put("$ref", "#" + pointer);
        schema.set(part, document.get(part));
        return Schemas.of(schema);
    }
}
