package dev.usher.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code infra/usher.yaml}. The short forms of its functions read as what they are applied to:
 * {@code !Ref Key} as {@code Key}, {@code !If [A, b, c]} as an array.
 */
record CloudFormation(JsonNode json) {
    static final Path FILE = Path.of("infra", "usher.yaml");

    static CloudFormation read() {
        return new CloudFormation(yaml(FILE));
    }

    static JsonNode yaml(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The properties of a resource. */
    JsonNode properties(String resource) {
        JsonNode properties = json.path("Resources").path(resource).path("Properties");
        if (properties.isMissingNode()) {
            throw new IllegalArgumentException("there is no " + resource);
        }
        return properties;
    }

    /** The properties of all resources of a type. */
    List<JsonNode> all(String type) {
        return json.path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asString("").equals(type))
                .map(resource -> resource.path("Properties"))
                .toList();
    }

    /** The environment of a container, name and value; a value that is a condition reads as "". */
    Stream<Map.Entry<String, String>> environment(String container) {
        return properties("TaskDefinition")
                .path("ContainerDefinitions")
                .valueStream()
                .filter(each -> each.path("Name").asString("").equals(container))
                .flatMap(each -> each.path("Environment").valueStream())
                // A variable that is there on a condition.
                .map(each -> each.isArray() ? each.path(1) : each)
                .map(each ->
                        Map.entry(each.path("Name").asString(""), each.path("Value").asString("")));
    }

    /** The names and values of the dimensions that stand beside a metric's name. */
    static List<String> dimensions(JsonNode metric) {
        List<String> found = new ArrayList<>();
        metric.path("Dimensions").forEach(each -> found.add(each.path("Name").asString("")));
        return found;
    }
}
