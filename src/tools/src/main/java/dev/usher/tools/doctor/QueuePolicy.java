package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A queue's own policy: whom it lets in, and whether over TLS alone.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html">Security
 *     best practices</a>
 */
final class QueuePolicy {
    private static final JsonMapper JSON = new JsonMapper();

    private QueuePolicy() {}

    static List<Finding> of(ExistingQueue queue) {
        List<Finding> findings = new ArrayList<>();
        List<JsonNode> statements = statements(queue);
        if (statements.stream().anyMatch(QueuePolicy::lets)) {
            findings.add(
                    Finding.failed(
                            "policy",
                            queue.name(),
                            "lets everybody in: a statement allows Principal * without a condition",
                            "name the accounts and roles in the queue's policy"));
        }
        // Without TLS there is nothing that a policy could demand.
        if (queue.queue().url().startsWith("https://")
                && statements.stream().noneMatch(QueuePolicy::demandsTls)) {
            findings.add(
                    Finding.warning(
                            "policy",
                            queue.name(),
                            "does not refuse connections without TLS",
                            "deny sqs:* to Principal * where aws:SecureTransport is false"));
        }
        return findings;
    }

    private static List<JsonNode> statements(ExistingQueue queue) {
        try {
            JsonNode json =
                    JSON.readTree(queue.attributes().getOrDefault(QueueAttributeName.POLICY, "{}"));
            return each(json.path("Statement")).toList();
        } catch (JacksonException e) {
            return List.of();
        }
    }

    private static boolean lets(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        boolean everybody =
                each(principal.isObject() ? principal.path("AWS") : principal)
                        .anyMatch(who -> who.asString("").equals("*"));
        return statement.path("Effect").asString("").equals("Allow")
                && everybody
                && statement.path("Condition").isEmpty();
    }

    private static boolean demandsTls(JsonNode statement) {
        return statement.path("Effect").asString("").equals("Deny")
                && Stream.of("Bool", "BoolIfExists")
                        .map(statement.path("Condition")::path)
                        .flatMap(tests -> tests.properties().stream())
                        .filter(test -> test.getKey().equalsIgnoreCase("aws:SecureTransport"))
                        .flatMap(test -> each(test.getValue()))
                        .anyMatch(value -> value.asString("").equals("false"));
    }

    /** AWS writes one alone as itself, several as an array. */
    private static Stream<JsonNode> each(JsonNode oneOrMore) {
        return oneOrMore.isArray()
                ? StreamSupport.stream(oneOrMore.spliterator(), false)
                : Stream.of(oneOrMore);
    }
}
