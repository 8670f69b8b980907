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
 * Checks a queue's own policy: whom it allows, and whether it requires TLS.
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
        if (statements.stream().anyMatch(QueuePolicy::allowsEverybody)) {
            findings.add(
                    Finding.failed(
                            "policy",
                            queue.name(),
                            "allows everybody: a statement allows Principal * without a condition",
                            "name the accounts and roles in the queue's policy"));
        }
        // A server without TLS can't require it.
        if (queue.queue().url().startsWith("https://")
                && statements.stream().noneMatch(QueuePolicy::requiresTls)) {
            findings.add(
                    Finding.warning(
                            "policy",
                            queue.name(),
                            "allows connections without TLS",
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

    private static boolean allowsEverybody(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        boolean everybody =
                each(principal.isObject() ? principal.path("AWS") : principal)
                        .anyMatch(who -> who.asString("").equals("*"));
        return statement.path("Effect").asString("").equals("Allow")
                && everybody
                && statement.path("Condition").isEmpty();
    }

    private static boolean requiresTls(JsonNode statement) {
        return statement.path("Effect").asString("").equals("Deny")
                && Stream.of("Bool", "BoolIfExists")
                        .map(statement.path("Condition")::path)
                        .flatMap(tests -> tests.properties().stream())
                        .filter(test -> test.getKey().equalsIgnoreCase("aws:SecureTransport"))
                        .flatMap(test -> each(test.getValue()))
                        .anyMatch(value -> value.asString("").equals("false"));
    }

    /** AWS writes a single value as itself, several as an array. */
    private static Stream<JsonNode> each(JsonNode oneOrMore) {
        return oneOrMore.isArray()
                ? StreamSupport.stream(oneOrMore.spliterator(), false)
                : Stream.of(oneOrMore);
    }
}
