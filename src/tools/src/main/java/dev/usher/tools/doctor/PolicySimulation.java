package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Commands of IAM's policy simulator for permissions that no harmless call can prove.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-principal-policy.html">simulate-principal-policy</a>
 */
final class PolicySimulation {
    private final String principal;

    /**
     * @param caller the caller's ARN; null if unknown
     */
    PolicySimulation(@Nullable String caller) {
        this.principal = caller == null ? "ROLE_ARN" : role(caller);
    }

    /** A session's ARN names its role, but not the role's path. */
    static String role(String caller) {
        return caller.replaceFirst(
                "arn:([a-z-]+):sts::([0-9]+):assumed-role/([^/]+)/.*", "arn:$1:iam::$2:role/$3");
    }

    /**
     * @param queues those without a denial
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
                            "not denied, but no harmless call can prove it",
                            "ask IAM: aws iam simulate-principal-policy --policy-source-arn %s --action-names %s --resource-arns %s%s"
                                    .formatted(principal, actions, resources, context)));
        }
    }
}
