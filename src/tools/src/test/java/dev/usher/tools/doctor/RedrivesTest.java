package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.Shown.has;
import static dev.usher.tools.doctor.Shown.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.settings.Ledger;
import dev.usher.tools.doctor.Finding.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How queues hang together: redrive and retention. */
final class RedrivesTest {
    private static final Ledger MONTH =
            new Ledger.Sqlite(Path.of("ledger.db"), Duration.ofDays(30));

    private static Surveyed source(String redriveTo) {
        return queue(
                Role.REQUEST,
                "sign-ups",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:%s\",\"maxReceiveCount\":100}"
                                .formatted(redriveTo)));
    }

    private static Surveyed kept(Role role, String name, Duration time) {
        return queue(
                role,
                name,
                Map.of(
                        QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                        Long.toString(time.toSeconds())));
    }

    @Test
    void a_dead_letter_queue_of_another_kind_is_named() {
        Surveyed dead = queue(Role.DEAD_LETTER, "dead.fifo", Map.of());
        has(
                Redrives.of(source("dead.fifo"), dead, false, 5),
                Status.FAILED,
                "redrive",
                "only one of them is FIFO: SQS moves nothing there; give it");
    }

    @Test
    void a_redrive_in_order_passes() {
        Surveyed dead = queue(Role.DEAD_LETTER, "dead", Map.of());
        has(Redrives.of(source("dead"), dead, false, 5), Status.OK, "redrive", "to dead after 100");
        assertThat(Redrives.ofDeadLetters(dead)).isEmpty();
    }

    @Test
    void the_mend_of_a_missing_redrive_is_a_command_that_makes_it() {
        Surveyed bare = queue(Role.BULK, "bulk", Map.of());
        Surveyed dead = queue(Role.DEAD_LETTER, "dead", Map.of());
        assertThat(Redrives.of(bare, dead, false, 5))
                .singleElement()
                .extracting(Finding::mend)
                .isEqualTo(
                        "aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/123456789012/bulk"
                                + " --attributes '{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-west-1:123456789012:dead\\\",\\\"maxReceiveCount\\\":100}\"}'");
    }

    @Test
    void the_mend_of_a_low_count_leaves_the_redrive_where_it_leads() {
        Surveyed few =
                queue(
                        Role.REQUEST,
                        "sign-ups",
                        Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:grave\",\"maxReceiveCount\":5}"));
        for (int attempts : List.of(5, 9)) {
            for (String other : List.of("dead", "dead.fifo")) {
                List<Finding> findings =
                        Redrives.of(few, queue(Role.DEAD_LETTER, other, Map.of()), true, attempts);
                has(
                        findings,
                        attempts == 9 ? Status.FAILED : Status.WARNING,
                        "redrive",
                        "\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-west-1:123456789012:grave\\\",");
                assertThat(findings).noneMatch(each -> each.mend().contains(":" + other));
            }
        }
    }

    @Test
    void no_mend_redrives_to_a_queue_of_another_kind() {
        Surveyed bare = queue(Role.BULK, "bulk", Map.of());
        Surveyed dead = queue(Role.DEAD_LETTER, "dead.fifo", Map.of());
        has(
                Redrives.of(bare, dead, false, 5),
                Status.WARNING,
                "redrive",
                "\\\"deadLetterTargetArn\\\":\\\"ARN\\\"");
    }

    @Test
    void dead_letters_that_are_kept_for_less_than_requests_are_named() {
        List<Surveyed> sources = List.of(kept(Role.REQUEST, "sign-ups", Duration.ofDays(4)));
        has(
                Retention.of(sources, kept(Role.DEAD_LETTER, "dead", Duration.ofDays(1)), MONTH),
                Status.FAILED,
                "retention",
                "keeps messages for 1d, sign-ups for 4d: what SQS moves there late is gone at once");
        has(
                Retention.of(sources, kept(Role.DEAD_LETTER, "dead", Duration.ofDays(4)), MONTH),
                Status.WARNING,
                "retention",
                "gone soon; aws sqs set-queue-attributes");
        has(
                Retention.of(sources, kept(Role.DEAD_LETTER, "dead", Duration.ofDays(14)), MONTH),
                Status.OK,
                "retention",
                "14d");
    }

    @Test
    void where_no_queue_is_only_a_source_nothing_is_said_of_retention() {
        assertThat(
                        Retention.of(
                                List.of(),
                                kept(Role.DEAD_LETTER, "dead", Duration.ofDays(4)),
                                MONTH))
                .isEmpty();
    }

    @Test
    void a_queue_whose_attributes_may_not_be_read_is_told_from_a_server_that_does_not_tell() {
        Surveyed sent = kept(Role.REQUEST, "sign-ups", Duration.ofDays(4));
        Surveyed dead = kept(Role.DEAD_LETTER, "dead", Duration.ofDays(14));
        Surveyed unread = new Surveyed(Role.BULK, new Described("q", "https://x/q"), Map.of());
        has(
                Retention.of(List.of(sent), unread, MONTH),
                Status.SKIPPED,
                "retention",
                "its attributes may not be read");
        List<Finding> half = Retention.of(List.of(sent, unread), dead, MONTH);
        has(half, Status.SKIPPED, "retention", "its attributes may not be read");
        has(half, Status.OK, "retention", "14d");
        Surveyed mute =
                new Surveyed(
                        Role.DEAD_LETTER,
                        new Described("q", "https://x/q"),
                        Map.of(QueueAttributeName.QUEUE_ARN, "arn"));
        assertThat(Retention.of(List.of(sent), mute, MONTH))
                .singleElement()
                .extracting(Finding::text)
                .isEqualTo("this server does not tell");
    }

    @Test
    void a_ledger_that_forgets_before_the_queues_do_is_named() {
        List<Surveyed> sources =
                List.of(
                        kept(Role.REQUEST, "sign-ups", Duration.ofDays(1)),
                        kept(Role.BULK, "bulk", Duration.ofDays(4)));
        Ledger week = new Ledger.DynamoDb("t", Duration.ofDays(7));
        Surveyed dead = kept(Role.DEAD_LETTER, "dead", Duration.ofDays(14));
        has(
                Retention.of(sources, dead, week),
                Status.FAILED,
                "retention",
                "for 18d; set USHER_LEDGER_RETENTION to 18d or more");
        assertThat(Retention.of(sources, dead, new Ledger.None(Duration.ofDays(1))))
                .noneMatch(each -> each.status() == Status.FAILED);
    }

    @Test
    void the_policy_simulator_is_asked_of_the_role_behind_a_session() {
        assertThat(Simulation.role("arn:aws:sts::123456789012:assumed-role/usher/task-1"))
                .isEqualTo("arn:aws:iam::123456789012:role/usher");
        assertThat(Simulation.role("arn:aws:iam::123456789012:user/ada"))
                .isEqualTo("arn:aws:iam::123456789012:user/ada");
        Surveyed encrypted =
                queue(
                        Role.REQUEST,
                        "q",
                        Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "arn:aws:kms:x:1:key/k"));
        assertThat(new Simulation("arn:aws:sts::1:assumed-role/usher/t").of(List.of(encrypted)))
                .extracting(Finding::text)
                .anySatisfy(text ->
                        assertThat(text)
                                .contains(
                                        "--policy-source-arn arn:aws:iam::1:role/usher --action-names"
                                                + " kms:Decrypt kms:GenerateDataKey --resource-arns arn:aws:kms:x:1:key/k"));
    }

    @Test
    void a_set_dead_letter_queue_of_another_kind_is_named() {
        Surveyed fifo = queue(Role.REQUEST, "sign-ups.fifo", Map.of());
        Surveyed dead = queue(Role.DEAD_LETTER, "dead", Map.of());
        has(
                Redrives.of(fifo, dead, true, 5),
                Status.WARNING,
                "redrive",
                "FIFO, and dead, where the worker puts its dead letters, is standard: their order is lost");
        assertThat(Redrives.of(queue(Role.REQUEST, "sign-ups", Map.of()), dead, true, 5))
                .noneMatch(each -> each.text().contains("kind"));
    }
}
