package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.Shown.has;
import static dev.usher.tools.doctor.Shown.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.settings.LedgerSetting;
import dev.usher.tools.doctor.Finding.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How queues hang together: redrive and retention. */
final class RedriveChecksTest {
    private static final LedgerSetting MONTH =
            new LedgerSetting.Sqlite(Path.of("ledger.db"), Duration.ofDays(30));

    private static ExistingQueue source(String redriveTo) {
        return queue(
                QueueRole.REQUEST,
                "sign-ups",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:%s\",\"maxReceiveCount\":100}"
                                .formatted(redriveTo)));
    }

    private static ExistingQueue kept(QueueRole queueRole, String name, Duration time) {
        return queue(
                queueRole,
                name,
                Map.of(
                        QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                        Long.toString(time.toSeconds())));
    }

    @Test
    void a_dead_letter_queue_of_another_kind_is_named() {
        ExistingQueue dead = queue(QueueRole.DEAD_LETTER, "dead.fifo", Map.of());
        has(
                RedriveChecks.of(source("dead.fifo"), dead, false, 5),
                Status.FAILED,
                "redrive",
                "only one of them is FIFO: SQS moves nothing there; give it");
    }

    @Test
    void a_redrive_in_order_passes() {
        ExistingQueue dead = queue(QueueRole.DEAD_LETTER, "dead", Map.of());
        has(
                RedriveChecks.of(source("dead"), dead, false, 5),
                Status.OK,
                "redrive",
                "to dead after 100");
        assertThat(RedriveChecks.ofDeadLetters(dead)).isEmpty();
    }

    @Test
    void the_mend_of_a_missing_redrive_is_a_command_that_makes_it() {
        ExistingQueue bare = queue(QueueRole.BULK, "bulk", Map.of());
        ExistingQueue dead = queue(QueueRole.DEAD_LETTER, "dead", Map.of());
        assertThat(RedriveChecks.of(bare, dead, false, 5))
                .singleElement()
                .extracting(Finding::fix)
                .isEqualTo(
                        "aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/123456789012/bulk"
                                + " --attributes '{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-west-1:123456789012:dead\\\",\\\"maxReceiveCount\\\":100}\"}'");
    }

    @Test
    void the_mend_of_a_low_count_leaves_the_redrive_where_it_leads() {
        ExistingQueue few =
                queue(
                        QueueRole.REQUEST,
                        "sign-ups",
                        Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:grave\",\"maxReceiveCount\":5}"));
        for (int attempts : List.of(5, 9)) {
            for (String other : List.of("dead", "dead.fifo")) {
                List<Finding> findings =
                        RedriveChecks.of(
                                few, queue(QueueRole.DEAD_LETTER, other, Map.of()), true, attempts);
                has(
                        findings,
                        attempts == 9 ? Status.FAILED : Status.WARNING,
                        "redrive",
                        "\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-west-1:123456789012:grave\\\",");
                assertThat(findings).noneMatch(each -> each.fix().contains(":" + other));
            }
        }
    }

    @Test
    void no_mend_redrives_to_a_queue_of_another_kind() {
        ExistingQueue bare = queue(QueueRole.BULK, "bulk", Map.of());
        ExistingQueue dead = queue(QueueRole.DEAD_LETTER, "dead.fifo", Map.of());
        has(
                RedriveChecks.of(bare, dead, false, 5),
                Status.WARNING,
                "redrive",
                "\\\"deadLetterTargetArn\\\":\\\"ARN\\\"");
    }

    @Test
    void dead_letters_that_are_kept_for_less_than_requests_are_named() {
        List<ExistingQueue> sources =
                List.of(kept(QueueRole.REQUEST, "sign-ups", Duration.ofDays(4)));
        has(
                RetentionCheck.of(
                        sources, kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(1)), MONTH),
                Status.FAILED,
                "retention",
                "keeps messages for 1d, sign-ups for 4d: what SQS moves there late is gone at once");
        has(
                RetentionCheck.of(
                        sources, kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(4)), MONTH),
                Status.WARNING,
                "retention",
                "gone soon; aws sqs set-queue-attributes");
        has(
                RetentionCheck.of(
                        sources, kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(14)), MONTH),
                Status.OK,
                "retention",
                "14d");
    }

    @Test
    void where_no_queue_is_only_a_source_nothing_is_said_of_retention() {
        assertThat(
                        RetentionCheck.of(
                                List.of(),
                                kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(4)),
                                MONTH))
                .isEmpty();
    }

    @Test
    void a_queue_whose_attributes_may_not_be_read_is_told_from_a_server_that_does_not_tell() {
        ExistingQueue sent = kept(QueueRole.REQUEST, "sign-ups", Duration.ofDays(4));
        ExistingQueue dead = kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(14));
        ExistingQueue unread =
                new ExistingQueue(QueueRole.BULK, new Described("q", "https://x/q"), Map.of());
        has(
                RetentionCheck.of(List.of(sent), unread, MONTH),
                Status.SKIPPED,
                "retention",
                "its attributes may not be read");
        List<Finding> half = RetentionCheck.of(List.of(sent, unread), dead, MONTH);
        has(half, Status.SKIPPED, "retention", "its attributes may not be read");
        has(half, Status.OK, "retention", "14d");
        ExistingQueue mute =
                new ExistingQueue(
                        QueueRole.DEAD_LETTER,
                        new Described("q", "https://x/q"),
                        Map.of(QueueAttributeName.QUEUE_ARN, "arn"));
        assertThat(RetentionCheck.of(List.of(sent), mute, MONTH))
                .singleElement()
                .extracting(Finding::text)
                .isEqualTo("this server does not tell");
    }

    @Test
    void a_ledger_that_forgets_before_the_queues_do_is_named() {
        List<ExistingQueue> sources =
                List.of(
                        kept(QueueRole.REQUEST, "sign-ups", Duration.ofDays(1)),
                        kept(QueueRole.BULK, "bulk", Duration.ofDays(4)));
        LedgerSetting week = new LedgerSetting.DynamoDb("t", Duration.ofDays(7));
        ExistingQueue dead = kept(QueueRole.DEAD_LETTER, "dead", Duration.ofDays(14));
        has(
                RetentionCheck.of(sources, dead, week),
                Status.FAILED,
                "retention",
                "for 18d; set USHER_LEDGER_RETENTION to 18d or more");
        assertThat(RetentionCheck.of(sources, dead, new LedgerSetting.None(Duration.ofDays(1))))
                .noneMatch(each -> each.status() == Status.FAILED);
    }

    @Test
    void the_policy_simulator_is_asked_of_the_role_behind_a_session() {
        assertThat(PolicySimulation.role("arn:aws:sts::123456789012:assumed-role/usher/task-1"))
                .isEqualTo("arn:aws:iam::123456789012:role/usher");
        assertThat(PolicySimulation.role("arn:aws:iam::123456789012:user/ada"))
                .isEqualTo("arn:aws:iam::123456789012:user/ada");
        ExistingQueue encrypted =
                queue(
                        QueueRole.REQUEST,
                        "q",
                        Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "arn:aws:kms:x:1:key/k"));
        assertThat(
                        new PolicySimulation("arn:aws:sts::1:assumed-role/usher/t")
                                .of(List.of(encrypted)))
                .extracting(Finding::text)
                .anySatisfy(text ->
                        assertThat(text)
                                .contains(
                                        "--policy-source-arn arn:aws:iam::1:role/usher --action-names"
                                                + " kms:Decrypt kms:GenerateDataKey --resource-arns arn:aws:kms:x:1:key/k"));
    }

    @Test
    void a_set_dead_letter_queue_of_another_kind_is_named() {
        ExistingQueue fifo = queue(QueueRole.REQUEST, "sign-ups.fifo", Map.of());
        ExistingQueue dead = queue(QueueRole.DEAD_LETTER, "dead", Map.of());
        has(
                RedriveChecks.of(fifo, dead, true, 5),
                Status.WARNING,
                "redrive",
                "FIFO, and dead, where the worker puts its dead letters, is standard: their order is lost");
        assertThat(RedriveChecks.of(queue(QueueRole.REQUEST, "sign-ups", Map.of()), dead, true, 5))
                .noneMatch(each -> each.text().contains("kind"));
    }
}
