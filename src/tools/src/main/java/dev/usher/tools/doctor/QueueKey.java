package dev.usher.tools.doctor;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue's KMS key. Policies name a key by its ARN; SQS returns what was set: an id, an alias, or
 * the ARN of either.
 *
 * @param given as SQS returns it
 * @param queue the parts of the queue's ARN
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html">
 *     KMS keys in IAM policies</a>
 */
record QueueKey(String given, List<String> queue) {
    QueueKey {
        queue = List.copyOf(queue);
    }

    /** Empty if no key of the queue needs a permission. */
    static Optional<QueueKey> of(ExistingQueue queue) {
        String given = queue.attributes().getOrDefault(QueueAttributeName.KMS_MASTER_KEY_ID, "");
        List<String> parts = List.of(queue.arn().split(":", -1));
        // SQS's own key needs no permission besides the queue's.
        return given.isEmpty()
                        || given.endsWith("alias/aws/sqs")
                        || parts.size() != 6
                        || parts.get(3).isBlank()
                ? Optional.empty()
                : Optional.of(new QueueKey(given, parts));
    }

    /**
     * The key's ARN, or for an alias the shell command that looks it up.
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

    /** The service that calls KMS for the worker; a grant may depend on it. */
    String via() {
        return "sqs.%s.%s"
                .formatted(region(), PartitionMetadata.of(Region.of(region())).dnsSuffix());
    }

    private String region() {
        return queue.get(3);
    }
}
