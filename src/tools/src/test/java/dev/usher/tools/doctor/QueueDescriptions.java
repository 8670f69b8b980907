package dev.usher.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues as SQS describes them; the embedded SQS returns fewer attributes. */
final class QueueDescriptions {
    private QueueDescriptions() {}

    /** A queue with the default attributes of AWS. */
    static ExistingQueue queue(
            QueueRole queueRole, String name, Map<QueueAttributeName, String> other) {
        Map<QueueAttributeName, String> attributes = new TreeMap<>();
        attributes.put(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:eu-west-1:123456789012:" + name);
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600");
        attributes.put(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576");
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
        attributes.put(QueueAttributeName.DELAY_SECONDS, "0");
        attributes.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true");
        attributes.putAll(other);
        String url = "https://sqs.eu-west-1.amazonaws.com/123456789012/" + name;
        return new ExistingQueue(queueRole, new UnusedQueue(name, url), attributes);
    }

    static void has(List<Finding> findings, Finding.Status status, String check, String text) {
        assertThat(findings)
                .anySatisfy(each -> {
                    assertThat(each.status()).isEqualTo(status);
                    assertThat(each.check()).isEqualTo(check);
                    assertThat(each.text()).contains(text);
                });
    }
}
