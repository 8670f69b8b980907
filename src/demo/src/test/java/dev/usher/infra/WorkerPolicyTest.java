package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the worker may do is what it does. */
class WorkerPolicyTest {
    private static final Path FILE = Path.of("infra", "worker-policy.json");

    /** AWS's services call these for the worker, so that nothing in the code tells of them. */
    private static final Set<String> OF_THE_KEY = Set.of("kms:Decrypt", "kms:GenerateDataKey");

    @Test
    void the_policy_allows_exactly_the_calls_that_the_worker_makes() {
        Set<String> allowed = new TreeSet<>();
        statements(CloudFormation.yaml(FILE)).values().forEach(allowed::addAll);

        assertThat(allowed).containsAll(OF_THE_KEY);
        allowed.removeAll(OF_THE_KEY);
        assertThat(allowed).isEqualTo(WorkerCalls.actions());
    }

    @Test
    void the_template_allows_the_same_as_the_policy() {
        JsonNode document = CloudFormation.read().properties("WorkerPolicy").path("PolicyDocument");

        assertThat(statements(document)).isEqualTo(statements(CloudFormation.yaml(FILE)));
    }

    @Test
    void the_tasks_have_no_other_policy_than_the_agents() {
        assertThat(CloudFormation.read().all("AWS::IAM::Policy"))
                .extracting(policy -> policy.path("PolicyName").asString(""))
                .containsExactlyInAnyOrder("worker", "metrics-agent");
        assertThat(CloudFormation.read().properties("TaskRole").has("Policies")).isFalse();
        assertThat(CloudFormation.read().properties("TaskRole").has("ManagedPolicyArns")).isFalse();
    }

    @Test
    void terraform_takes_the_calls_from_the_policy_and_says_on_what_each_is_allowed() {
        Terraform terraform = Terraform.read();

        assertThat(terraform.text())
                .contains("jsondecode(file(\"${path.module}/../worker-policy.json\"))");
        assertThat(terraform.block("worker_resources = {").keySet())
                .isEqualTo(statements(CloudFormation.yaml(FILE)).keySet());
        assertThat(terraform.all("resource \"aws_iam_role_policy(?:_attachment)?\" \"(\\w+)\""))
                .containsExactlyInAnyOrder("worker", "metrics_agent", "execution");
    }

    /** The actions of each statement. */
    private static Map<String, Set<String>> statements(JsonNode document) {
        Map<String, Set<String>> statements = new TreeMap<>();
        document.path("Statement")
                .forEach(statement -> {
                    Set<String> actions = new TreeSet<>();
                    JsonNode action = statement.path("Action");
                    if (action.isString()) {
                        actions.add(action.asString(""));
                    }
                    action.forEach(each -> actions.add(each.asString("")));
                    statements.put(statement.path("Sid").asString(""), actions);
                });
        return statements;
    }
}
