package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** CloudWatch knows a metric only by exactly the dimensions that it came with. */
class CloudWatchTest {
    @Test
    void alarms_and_scaling_ask_for_metrics_that_the_agent_carries() {
        List<JsonNode> metrics =
                new ArrayList<>(CloudFormation.read().all("AWS::CloudWatch::Alarm"));
        metrics.addAll(CloudFormation.read().json().findValues("Metric"));
        Set<String> missing = new TreeSet<>();
        int found = 0;
        for (JsonNode metric : metrics) {
            if (metric.path("Namespace").asString("").equals("Usher")) {
                found++;
                String name = metric.path("MetricName").asString("");
                Set<String> dimensions = new TreeSet<>(CloudFormation.dimensions(metric));
                if (!AgentMetrics.has(name, dimensions)) {
                    missing.add(name + dimensions);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isEqualTo(12);
    }

    @Test
    void the_dashboard_asks_for_metrics_that_the_agent_carries() {
        Set<String> missing = new TreeSet<>();
        int found = 0;
        JsonNode widgets = CloudFormation.yaml(Path.of("infra", "dashboard.json")).path("widgets");
        for (JsonNode widget : widgets) {
            for (JsonNode metric : widget.path("properties").path("metrics")) {
                if (metric.path(0).asString("").equals("Usher")) {
                    found++;
                    Set<String> dimensions = new TreeSet<>();
                    for (int i = 2; i + 1 < metric.size(); i += 2) {
                        dimensions.add(metric.path(i).asString(""));
                    }
                    if (!AgentMetrics.has(metric.path(1).asString(""), dimensions)) {
                        missing.add(metric.path(1).asString("") + dimensions);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void the_agent_carries_nothing_that_nobody_asks_for() {
        String asked =
                CloudFormation.read().all("AWS::CloudWatch::Alarm").toString()
                        + CloudFormation.read().all("AWS::ApplicationAutoScaling::ScalingPolicy")
                        + CloudFormation.read().all("AWS::CloudWatch::Dashboard");

        // Each costs money.
        assertThat(AgentMetrics.declarations())
                .flatExtracting(AgentMetrics::names)
                .allSatisfy(name -> assertThat(asked).contains(name));
    }
}
