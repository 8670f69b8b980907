package dev.usher.tools.doctor;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The KMS key of a queue as policies name it: by its ARN alone. SQS gives what somebody has set: an
 * id, an alias, or the ARN of either.
 *
 * @param given as SQS gives it
 * @param queue the parts of the queue's ARN
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html">
 *     KMS keys in IAM policies</a>
 */
record QueueKey(String given, List<String> queue) {
    QueueKey {
        queue = List.copyOf(queue);
    }

    /** Empty if the queue has none that a role needs a permission for. */
    static Optional<QueueKey> of(ExistingQueue queue) {
        String given = queue.attributes().getOrDefault(QueueAttributeName.KMS_MASTER_KEY_ID, "");
        List<String> parts = List.of(queue.arn().split(":", -1));
        // Whoever may use the queue may use SQS's own key.
        return given.isEmpty()
                        || given.endsWith("alias/aws/sqs")
                        || parts.size() != 6
                        || parts.get(3).isBlank()
                ? Optional.empty()
                : Optional.of(new QueueKey(given, parts));
    }

    /**
     * Its ARN, or for a shell the command that finds it: an alias is nothing that a policy names.
     */
    String resource() {
        if (given.startsWith("alias/") || given.contains(":alias/")) {
            return "$(aws kms describe-key --region %s --key-id %s --query KeyMetadata.Arn --output text)"
                    .formatted(region(), given);
        }
        return given.startsWith("arn:")
                ? given
                : "arn:%s:kms:%s:%s:key/%s".formatted(queue.get(1), region(), queue.get(4), given);
    }

    /** What KMS is told of who asks for the worker, on which a grant may depend. */
    String via() {
        return "sqs.%s.%s"
                .formatted(region(), PartitionMetadata.of(Region.of(region())).dnsSuffix());
    }

    private String region() {
        return queue.get(3);
    }
}
