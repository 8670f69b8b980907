package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What no harmless call can prove, and how IAM's policy simulator would tell.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-principal-policy.html">simulate-principal-policy</a>
 */
final class PolicySimulation {
    private final String principal;

    /**
     * @param caller the ARN of who asks; null if it is not known
     */
    PolicySimulation(@Nullable String caller) {
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
    List<Finding> of(List<ExistingQueue> queues) {
        List<Finding> findings = new ArrayList<>();
        add(findings, "sqs:ReceiveMessage", arns(queues, true), "");
        add(findings, "sqs:SendMessage", arns(queues, false), "");
        List<QueueKey> keys = queues.stream().map(QueueKey::of).flatMap(Optional::stream).toList();
        if (!keys.isEmpty()) {
            add(
                    findings,
                    "kms:Decrypt kms:GenerateDataKey",
                    keys.stream().map(QueueKey::resource),
                    " --context-entries ContextKeyName=kms:ViaService,ContextKeyType=string,ContextKeyValues="
                            + keys.getFirst().via());
        }
        return findings;
    }

    private static Stream<String> arns(List<ExistingQueue> queues, boolean sources) {
        return queues.stream()
                .filter(queue -> queue.role().source() == sources)
                .map(ExistingQueue::arn)
                .filter(arn -> !arn.isEmpty());
    }

    private void add(List<Finding> findings, String actions, Stream<String> arns, String context) {
        String resources = arns.distinct().collect(Collectors.joining(" "));
        if (!resources.isEmpty()) {
            findings.add(
                    Finding.skipped(
                            "permission",
                            actions.replace(" ", ", "),
                            "not refused, but nothing harmless can prove it",
                            "ask IAM: aws iam simulate-principal-policy --policy-source-arn %s --action-names %s --resource-arns %s%s"
                                    .formatted(principal, actions, resources, context)));
        }
    }
}
