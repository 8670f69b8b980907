package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every metric that an alarm, a panel or a page names is one that the worker has. */
class NamedMetricsTest {
    private static WorkerScrape scrape;

    @BeforeAll
    static void scrape(@TempDir Path folder) throws IOException, InterruptedException {
        scrape = WorkerScrape.ofAWorker(folder);
    }

    @Test
    void every_metric_that_is_named_is_there_from_the_start() {
        assertThat(NamedMetrics.all())
                .extracting(NamedMetrics.Named::file)
                .contains(CloudFormation.FILE, Path.of("infra", "dashboard.json"));
        assertThat(NamedMetrics.all()).filteredOn(named -> !scrape.has(named.name())).isEmpty();
    }

    @Test
    void the_dashboard_shows_time_series_that_there_are() {
        Set<String> missing = new TreeSet<>();
        JsonNode widgets = CloudFormation.yaml(Path.of("infra", "dashboard.json")).path("widgets");
        for (JsonNode widget : widgets) {
            for (JsonNode metric : widget.path("properties").path("metrics")) {
                if (metric.path(0).asString("").equals("Usher")
                        && !scrape.has(metric.path(1).asString(""), labels(metric))) {
                    missing.add(metric.path(1).asString("") + labels(metric));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /**
     * All but the service, which the agent adds, with the queue's name as the worker here has it.
     */
    private static Map<String, String> labels(JsonNode metric) {
        Map<String, String> labels = new HashMap<>();
        for (int i = 2; i + 1 < metric.size(); i += 2) {
            labels.put(
                    metric.path(i).asString(""),
                    switch (metric.path(i + 1).asString("")) {
                        case "${request_queue}" -> "requests";
                        case "${bulk_queue}" -> "bulk";
                        case String other -> other;
                    });
        }
        labels.remove("service");
        return labels;
    }

    @Test
    void the_agent_carries_metrics_by_labels_that_they_have() {
        Set<String> missing = new TreeSet<>();
        for (JsonNode declaration : AgentMetrics.declarations()) {
            for (String name : AgentMetrics.names(declaration)) {
                for (JsonNode dimensions : declaration.path("dimensions")) {
                    for (JsonNode label : dimensions) {
                        boolean there =
                                scrape.series().containsKey(name)
                                        && scrape.series().get(name).stream()
                                                .allMatch(each ->
                                                        each.containsKey(label.asString("")));
                        if (!label.asString("").equals("service") && !there) {
                            missing.add(name + " by " + label.asString(""));
                        }
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void scaling_asks_for_operations_that_are_counted() {
        List<String> operations =
                CloudFormation.read().all("AWS::ApplicationAutoScaling::ScalingPolicy").stream()
                        .flatMap(policy -> policy.findParents("Name").stream())
                        .filter(dimension ->
                                dimension.path("Name").asString("").equals("operation"))
                        .map(dimension -> dimension.path("Value").asString(""))
                        .toList();

        assertThat(operations)
                .hasSize(3)
                .allMatch(
                        name -> scrape.has("usher_cognito_calls_total", Map.of("operation", name)));
    }
}
