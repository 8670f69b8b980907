package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Alarms that deployments rest on, and those that could be set so that they never ring. */
class AlarmsTest {
    private final CloudFormation cloudFormation = CloudFormation.read();
    private final Terraform terraform = Terraform.read();

    @Test
    void a_deployment_goes_back_if_a_worker_does_not_get_ready() {
        JsonNode alarms =
                cloudFormation.properties("Service").at("/DeploymentConfiguration/Alarms");

        assertThat(alarms.toString())
                .isEqualTo("{\"AlarmNames\":[\"NotReady\"],\"Enable\":true,\"Rollback\":true}");
        assertThat(terraform.block("alarms {"))
                .isEqualTo(
                        Map.of(
                                "alarm_names",
                                "[aws_cloudwatch_metric_alarm.not_ready.alarm_name]",
                                "enable",
                                "true",
                                "rollback",
                                "true"));
    }

    @Test
    void the_alarm_on_workers_that_do_not_get_ready_is_the_same_in_both() {
        JsonNode alarm = cloudFormation.properties("NotReady");
        Map<String, String> module =
                terraform.block("resource \"aws_cloudwatch_metric_alarm\" \"not_ready\" {");

        assertThat(module)
                .containsEntry("alarm_name", "${var.name}-not-ready")
                .containsEntry("dimensions", "{ service = var.name }");
        Map.of(
                        "AlarmDescription", "alarm_description",
                        "Namespace", "namespace",
                        "MetricName", "metric_name",
                        "Statistic", "statistic",
                        "Period", "period",
                        "EvaluationPeriods", "evaluation_periods",
                        "DatapointsToAlarm", "datapoints_to_alarm",
                        "Threshold", "threshold",
                        "ComparisonOperator", "comparison_operator",
                        "TreatMissingData", "treat_missing_data")
                .forEach((property, argument) ->
                        assertThat(module)
                                .containsEntry(argument, alarm.path(property).asString("")));
    }

    @Test
    void a_task_that_drains_does_not_take_a_deployment_back() {
        JsonNode alarm = cloudFormation.properties("NotReady");
        int drain = cloudFormation.properties("TaskDefinition").findValue("StopTimeout").asInt(0);

        // Tasks go one after the other, and each is not ready until it is gone.
        assertThat(alarm.path("DatapointsToAlarm").asInt(0) * alarm.path("Period").asInt(0))
                .isGreaterThan(6 * drain);
    }

    @Test
    void what_alarms_by_age_does_so_before_a_message_is_dropped() {
        JsonNode parameters = cloudFormation.json().path("Parameters");
        int shortest = parameters.at("/RetentionSeconds/MinValue").asInt(0);

        assertThat(cloudFormation.properties("RepliesUnread").path("Threshold").asInt(0))
                .isLessThan(shortest);
        assertThat(terraform.text())
                .contains("condition     = var.retention_seconds >= " + shortest + " &&");
        for (String lane : List.of("Request", "Bulk")) {
            assertThat(parameters.at("/" + lane + "AgeAlarmSeconds/Default").asInt(0))
                    .isLessThan(shortest);
            // A template can't compare the two.
            assertThat(parameters.at("/" + lane + "AgeAlarmSeconds/Description").asString(""))
                    .contains("below RetentionSeconds");
            assertThat(terraform.text())
                    .contains(
                            "var.%s_age_alarm_seconds < var.retention_seconds"
                                    .formatted(lane.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void the_page_of_metrics_has_every_alarm_that_Prometheus_rings_and_that_a_metric_feeds()
            throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs", "metrics.md"));
        Set<String> named = cells(lines.subList(lines.indexOf("## Alarms"), lines.size()), 0);
        Set<String> fed = cells(lines.subList(0, lines.indexOf("## Alarms")), 4);
        Set<String> firing = new TreeSet<>();
        CloudFormation.yaml(Path.of("infra", "prometheus", "alerts.yml"))
                .findValues("alert")
                .forEach(alert -> firing.add(words(alert.asString(""))));

        assertThat(firing).isNotEmpty().allSatisfy(name -> assertThat(named).contains(name));
        assertThat(fed).isNotEmpty().allSatisfy(name -> assertThat(named).contains(name));
        // Known to SQS alone.
        assertThat(named).containsAll(firing).hasSize(firing.size() + 1).contains("oldest message");
    }

    /** {@code UsherNotReady}: "not ready". */
    private static String words(String alert) {
        return alert.replaceFirst("^Usher", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** What stands in a column of the tables, but for their heads and what is empty. */
    private static Set<String> cells(List<String> lines, int column) {
        Set<String> cells = new TreeSet<>();
        for (String line : lines) {
            String[] row = line.split("\\|", -1);
            if (line.startsWith("| ") && row.length > column + 2) {
                cells.add(row[column + 1].strip());
            }
        }
        cells.removeAll(Set.of("", "alarm", "name"));
        return cells;
    }
}
