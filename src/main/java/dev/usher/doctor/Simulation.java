package dev.usher.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What no harmless call can prove, and how IAM's policy simulator would tell.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-principal-policy.html">simulate-principal-policy</a>
 */
final class Simulation {
    private final String principal;

    /**
     * @param caller the ARN of who asks; null if it is not known
     */
    Simulation(@Nullable String caller) {
        this.principal = caller == null ? "ROLE_ARN" : role(caller);
    }

    /** A session's ARN names its role, but not the path that the role may have. */
    static String role(String caller) {
        return caller.replaceFirst(
                "arn:([a-z-]+):sts::([0-9]+):assumed-role/([^/]+)/.*", "arn:$1:iam::$2:role/$3");
    }

    /**
     * @param queues those of which nothing was refused
     */
    List<Finding> of(List<Surveyed> queues) {
        List<Finding> findings = new ArrayList<>();
        add(
                findings,
                "sqs:ReceiveMessage",
                queues,
                queue -> queue.role().source(),
                QueueAttributeName.QUEUE_ARN);
        add(
                findings,
                "sqs:SendMessage",
                queues,
                queue -> !queue.role().source(),
                QueueAttributeName.QUEUE_ARN);
        add(
                findings,
                "kms:Decrypt kms:GenerateDataKey",
                queues,
                queue -> queue.attributes().containsKey(QueueAttributeName.KMS_MASTER_KEY_ID),
                QueueAttributeName.KMS_MASTER_KEY_ID);
        return findings;
    }

    private void add(
            List<Finding> findings,
            String actions,
            List<Surveyed> queues,
            Predicate<Surveyed> meant,
            QueueAttributeName resource) {
        String resources =
                queues.stream()
                        .filter(meant)
                        .map(queue -> queue.attributes().getOrDefault(resource, ""))
                        .filter(arn -> !arn.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(" "));
        if (!resources.isEmpty()) {
            findings.add(
                    Finding.skipped(
                            "permission",
                            actions.replace(" ", ", "),
                            "not refused, but nothing harmless can prove it",
                            "ask IAM: aws iam simulate-principal-policy --policy-source-arn %s --action-names %s --resource-arns %s"
                                    .formatted(principal, actions, resources)));
        }
    }
}
