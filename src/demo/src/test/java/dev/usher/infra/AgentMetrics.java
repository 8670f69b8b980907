package dev.usher.infra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The metrics that the agent beside the worker carries to CloudWatch, by which dimensions. */
final class AgentMetrics {
    private AgentMetrics() {}

    static List<JsonNode> declarations() {
        JsonNode agent = CloudFormation.yaml(Path.of("infra", "metrics-agent.json"));
        return agent.at("/logs/metrics_collected/prometheus/emf_processor/metric_declaration")
                .valueStream()
                .toList();
    }

    /** The selectors of these declarations are names, each between ^ and $. */
    static Set<String> names(JsonNode declaration) {
        Set<String> names = new TreeSet<>();
        declaration
                .path("metric_selectors")
                .forEach(each -> {
                    String selector = each.asString("");
                    if (!selector.matches("\\^\\w+\\$")) {
                        throw new AssertionError(selector + " is no name between ^ and $");
                    }
                    names.add(selector.substring(1, selector.length() - 1));
                });
        return names;
    }

    /** Whether there is such a metric with exactly these dimensions in CloudWatch. */
    static boolean has(String name, Set<String> dimensions) {
        return declarations().stream()
                .filter(declaration -> names(declaration).contains(name))
                .flatMap(declaration -> declaration.path("dimensions").valueStream())
                .anyMatch(each -> dimensions.equals(texts(each)));
    }

    private static Set<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString("")));
        return new TreeSet<>(texts);
    }
}
