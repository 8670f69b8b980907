package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The CloudFormation template and the Terraform module make the same. */
class TemplateParityTest {
    /** What the shared files say, and how CloudFormation says it. */
    private static final Map<String, String> REFERENCES =
            Map.of(
                    "${name}", "${AWS::StackName}",
                    "${region}", "${AWS::Region}",
                    "${request_queue}", "${RequestQueue.QueueName}",
                    "${bulk_queue}", "${BulkQueue.QueueName}",
                    "${reply_queue}", "${ReplyQueue.QueueName}",
                    "${dead_letter_queue}", "${DeadLetterQueue.QueueName}");

    private final CloudFormation cloudFormation = CloudFormation.read();
    private final Terraform terraform = Terraform.read();

    @Test
    void the_template_can_be_deployed_without_a_bucket() throws IOException {
        assertThat(Files.size(CloudFormation.FILE)).isLessThanOrEqualTo(51_200);
    }

    @Test
    void the_dashboard_is_the_same() throws IOException {
        assertThat(
                        cloudFormation
                                .properties("Dashboard")
                                .path("DashboardBody")
                                .asString("")
                                .strip())
                .isEqualTo(shared("dashboard.json"));
        assertThat(terraform.text()).contains("templatefile(\"${path.module}/../dashboard.json\"");
    }

    @Test
    void the_agent_is_set_up_in_the_same_way() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        cloudFormation
                .environment("metrics-agent")
                .forEach(each -> environment.put(each.getKey(), each.getValue().strip()));

        assertThat(environment)
                .isEqualTo(
                        Map.of(
                                "CW_CONFIG_CONTENT", shared("metrics-agent.json"),
                                "PROMETHEUS_CONFIG_CONTENT", shared("metrics-scrape.yml")));
        assertThat(terraform.text())
                .contains("templatefile(\"${path.module}/../metrics-agent.json\"")
                .contains("templatefile(\"${path.module}/../metrics-scrape.yml\"");
    }

    private static String shared(String file) throws IOException {
        String text = Files.readString(Path.of("infra", file));
        for (Map.Entry<String, String> each : REFERENCES.entrySet()) {
            text = text.replace(each.getKey(), each.getValue());
        }
        return text.strip();
    }

    @Test
    void the_worker_has_the_same_settings() {
        Map<String, String> set =
                cloudFormation
                        .environment("worker")
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<String, String> module = terraform.block("settings = {");

        // Of the container, and so not among the settings of a worker run by hand.
        assertThat(set.remove("USHER_JAVA_OPTIONS")).isEqualTo("-XX:MaxRAM=${TaskMemory}m");
        assertThat(terraform.text())
                .contains(
                        "{ name = \"USHER_JAVA_OPTIONS\", value = \"-XX:MaxRAM=${var.task_memory}m\" }");
        assertThat(module.keySet()).isEqualTo(set.keySet());
        for (String fixed :
                new String[] {
                    "USHER_LEDGER_RETENTION",
                    "USHER_VISIBILITY_TIMEOUT",
                    "USHER_DRAIN_TIMEOUT",
                    "USHER_HTTP_ADDRESS"
                }) {
            assertThat(module.get(fixed)).as(fixed).isEqualTo(set.get(fixed));
        }
    }

    @Test
    void the_settings_for_a_worker_run_by_hand_are_those_of_the_service() {
        JsonNode output = cloudFormation.json().at("/Outputs/Settings/Value");

        assertThat(
                        Pattern.compile("(?m)^(?:\\$\\{)?(\\w+)")
                                .matcher(output.path(0).asString(""))
                                .results()
                                .map(line -> line.group(1))
                                .map(name ->
                                        switch (name) {
                                            case "GroupsLine" -> "USHER_GROUPS";
                                            case "AttributesLine" -> "USHER_ATTRIBUTES";
                                            default -> name;
                                        }))
                .containsExactlyInAnyOrderElementsOf(terraform.block("settings = {").keySet());
    }

    @Test
    void the_parameters_are_the_same_but_for_the_name() {
        assertThat(terraform.all("(?m)^variable \"(\\w+)\""))
                .filteredOn(name -> !name.equals("name"))
                .map(TemplateParityTest::camelCase)
                .containsExactlyInAnyOrderElementsOf(
                        cloudFormation
                                .json()
                                .path("Parameters")
                                .propertyStream()
                                .map(Map.Entry::getKey)
                                .toList());
    }

    @Test
    void the_outputs_are_the_same() {
        assertThat(terraform.all("(?m)^output \"(\\w+)\""))
                .map(TemplateParityTest::camelCase)
                .containsExactlyInAnyOrderElementsOf(
                        cloudFormation
                                .json()
                                .path("Outputs")
                                .propertyStream()
                                .map(Map.Entry::getKey)
                                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "RequestQueue, request, requests, RetentionSeconds",
        "BulkQueue, bulk, bulk, RetentionSeconds",
        "ReplyQueue, reply, replies, RetentionSeconds",
        "DeadLetterQueue, dead_letter, dead-letters, 1209600"
    })
    void the_queues_are_the_same(String logical, String resource, String name, String retention) {
        JsonNode queue = cloudFormation.properties(logical);
        Map<String, String> module =
                terraform.block("resource \"aws_sqs_queue\" \"" + resource + "\" {");

        assertThat(queue.path("QueueName").path(0).asString(""))
                .isEqualTo("${AWS::StackName}-" + name + "${Suffix}");
        assertThat(module).containsEntry("name", "${var.name}-" + name + "${local.suffix}");
        assertThat(queue.path("MessageRetentionPeriod").asString("")).isEqualTo(retention);
        assertThat(reference(module.get("message_retention_seconds"))).isEqualTo(retention);
        assertThat(queue.path("RedrivePolicy").path("maxReceiveCount").asString(null))
                .isEqualTo(module.get("maxReceiveCount"));
        assertThat(queue.path("VisibilityTimeout").asString(null))
                .isEqualTo(module.get("visibility_timeout_seconds"));
        assertThat(module)
                .containsKey("kms_master_key_id")
                .containsEntry("prevent_destroy", "true");
        assertThat(queue.path("KmsMasterKeyId").asString("")).isEqualTo("Key");
    }

    @Test
    void what_would_be_lost_outlives_stack_and_module() {
        Set<String> kept =
                Set.of(
                        "AWS::KMS::Key",
                        "AWS::SQS::Queue",
                        "AWS::SQS::QueuePolicy",
                        "AWS::Cognito::UserPool",
                        "AWS::Cognito::UserPoolClient",
                        "AWS::SecretsManager::Secret",
                        "AWS::DynamoDB::Table");

        List<JsonNode> resources =
                cloudFormation
                        .json()
                        .path("Resources")
                        .valueStream()
                        .filter(resource -> kept.contains(resource.path("Type").asString("")))
                        .toList();
        assertThat(resources)
                .hasSize(13)
                .allSatisfy(resource -> {
                    assertThat(resource.path("DeletionPolicy").asString(""))
                            .isEqualTo("RetainExceptOnCreate");
                    assertThat(resource.path("UpdateReplacePolicy").asString(""))
                            .isEqualTo("Retain");
                });
        // A queue's policy goes by itself only: docs/deploy.md takes it out of Terraform's hands.
        assertThat(terraform.all("(prevent_destroy = true)")).hasSize(9);
        assertThat(terraform.all("(skip_destroy += true)")).hasSize(1);
    }

    @Test
    void the_alarms_are_the_same() {
        Map<String, Map<String, String>> expected = new TreeMap<>();
        for (JsonNode alarm : cloudFormation.all("AWS::CloudWatch::Alarm")) {
            String name = alarm.path("AlarmName").asString("").replace("${AWS::StackName}-", "");
            if (name.equals("not-ready")) {
                continue; // AlarmsTest looks at it.
            }
            assertThat(alarm.path("ComparisonOperator").asString(""))
                    .isEqualTo("GreaterThanThreshold");
            if (!alarm.has("Metrics")) {
                expected.put(
                        name,
                        Map.of(
                                "description", alarm.path("AlarmDescription").asString(""),
                                "namespace", alarm.path("Namespace").asString(""),
                                "metric", alarm.path("MetricName").asString(""),
                                "statistic", alarm.path("Statistic").asString(""),
                                "threshold", alarm.path("Threshold").asString(""),
                                "period", alarm.path("Period").asString(""),
                                "periods", alarm.path("EvaluationPeriods").asString(""),
                                "missing", alarm.path("TreatMissingData").asString("")));
            }
        }
        assertThat(expected).hasSize(8);
        assertThat(
                        terraform.block(
                                "resource \"aws_cloudwatch_metric_alarm\" \"throttled_share\" {"))
                .containsEntry(
                        "threshold",
                        cloudFormation.properties("ThrottledShare").path("Threshold").asString(""));
        expected.forEach((name, alarm) -> {
            Map<String, String> module = new TreeMap<>(terraform.block(name + " = {"));
            module.remove("dimensions");
            module.computeIfPresent("threshold", (key, value) -> reference(value));
            assertThat(module).as(name).isEqualTo(alarm);
        });
    }

    @Test
    void the_metric_math_is_the_same() {
        assertThat(terraform.all("(?m)^ *expression += \"(.+)\"$"))
                .map(text ->
                        Pattern.compile("var\\.(\\w+)")
                                .matcher(text)
                                .replaceAll(found -> camelCase(found.group(1))))
                .containsExactlyInAnyOrderElementsOf(
                        cloudFormation.json().findValues("Expression").stream()
                                .map(JsonNode::asString)
                                .toList());
    }

    /** A value of Terraform's; where that is a variable, as CloudFormation calls it. */
    private static String reference(String value) {
        return value.startsWith("var.") ? camelCase(value.substring(4)) : value;
    }

    /** As CloudFormation calls what Terraform calls {@code user_pool_id}. */
    private static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("_", -1)) {
            text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return text.toString();
    }
}
