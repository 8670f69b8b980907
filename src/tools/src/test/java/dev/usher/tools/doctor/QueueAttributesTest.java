package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.QueueDescriptions.has;
import static dev.usher.tools.doctor.QueueDescriptions.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.tools.doctor.Finding.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Attributes that the embedded SQS does not return. */
final class QueueAttributesTest {
    private static final String TLS_ALONE =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*",
             "Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}\
            """;

    private static List<Finding> of(QueueRole queueRole, QueueAttributeName name, String value) {
        return QueueAttributes.of(queue(queueRole, "q", Map.of(name, value)));
    }

    @Test
    void a_queue_that_is_not_encrypted_is_named() {
        has(
                of(QueueRole.REQUEST, QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false"),
                Status.WARNING,
                "encryption",
                "off, and requests hold passwords; fix: aws sqs set-queue-attributes");
        has(
                of(QueueRole.REPLY, QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false"),
                Status.WARNING,
                "encryption",
                "replies hold tokens");
    }

    @Test
    void a_key_of_ones_own_is_named() {
        has(
                of(QueueRole.REQUEST, QueueAttributeName.KMS_MASTER_KEY_ID, "alias/usher"),
                Status.OK,
                "encryption",
                "alias/usher");
    }

    @Test
    void a_dead_letter_queue_that_takes_less_than_a_request_is_named() {
        has(
                of(QueueRole.DEAD_LETTER, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "65536"),
                Status.FAILED,
                "size",
                "64 KiB, but a request may have 256; fix: aws sqs set-queue-attributes");
    }

    @Test
    void a_dead_letter_queue_with_no_room_for_the_reason_is_named() {
        has(
                of(QueueRole.DEAD_LETTER, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "262144"),
                Status.WARNING,
                "size",
                "no room for a reason");
    }

    @Test
    void a_reply_queue_that_takes_little_is_named() {
        has(
                of(QueueRole.REPLY, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"),
                Status.FAILED,
                "size",
                "a reply may have more");
    }

    @Test
    void a_queue_without_a_policy_lets_in_who_has_no_tls() {
        has(
                QueueAttributes.of(queue(QueueRole.REPLY, "q", Map.of())),
                Status.WARNING,
                "policy",
                "aws:SecureTransport");
        assertThat(of(QueueRole.REPLY, QueueAttributeName.POLICY, TLS_ALONE))
                .noneMatch(each -> each.check().equals("policy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Bool\":{\"aws:SecureTransport\":[\"false\"]}}",
                "{\"Bool\":{\"aws:SecureTransport\":false}}",
                "{\"BoolIfExists\":{\"aws:SecureTransport\":\"false\"}}",
                "{\"BoolIfExists\":{\"aws:securetransport\":[\"false\"]}}"
            })
    void tls_is_demanded_in_whatever_spelling(String condition) {
        assertThat(tls(condition)).noneMatch(each -> each.check().equals("policy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Bool\":{\"aws:SecureTransport\":[\"true\"]}}",
                "{\"Bool\":{\"aws:ViaAWSService\":\"false\"}}",
                "{\"Bool\":\"false\"}"
            })
    void another_condition_demands_no_tls(String condition) {
        has(tls(condition), Status.WARNING, "policy", "allows connections without TLS");
    }

    private static List<Finding> tls(String condition) {
        return of(
                QueueRole.REPLY,
                QueueAttributeName.POLICY,
                "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Condition\":%s}}"
                        .formatted(condition));
    }

    @Test
    void a_policy_that_lets_everybody_in_is_named() {
        for (String everybody : List.of("\"*\"", "{\"AWS\":\"*\"}", "{\"AWS\":[\"1\",\"*\"]}")) {
            String open =
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"sqs:SendMessage\"}}"
                            .formatted(everybody);
            has(
                    of(QueueRole.REQUEST, QueueAttributeName.POLICY, open),
                    Status.FAILED,
                    "policy",
                    "allows everybody");
        }
    }

    @Test
    void a_policy_with_a_condition_or_an_account_lets_not_everybody_in() {
        for (String rest :
                List.of(
                        "\"Principal\":{\"AWS\":\"123456789012\"}",
                        "\"Principal\":\"*\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"x\"}}")) {
            String policy = "{\"Statement\":[{\"Effect\":\"Allow\",%s}]}".formatted(rest);
            assertThat(of(QueueRole.REQUEST, QueueAttributeName.POLICY, policy))
                    .noneMatch(each -> each.text().contains("everybody"));
        }
    }

    @Test
    void what_may_not_be_read_fails_where_the_worker_reads_it() {
        ExistingQueue unread =
                new ExistingQueue(QueueRole.BULK, new UnusedQueue("q", "https://x/q"), Map.of());
        has(QueueAttributes.of(unread), Status.FAILED, "queue", "sqs:GetQueueAttributes");
    }
}
