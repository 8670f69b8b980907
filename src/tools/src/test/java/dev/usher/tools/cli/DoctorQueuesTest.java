package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** {@code usher doctor} with wrong or forbidden queues. */
final class DoctorQueuesTest {
    @TempDir private static Path folder;
    private DoctorSetup setup;

    @BeforeEach
    void admit() {
        setup = DoctorSetups.admit(folder);
    }

    @AfterEach
    void clear() {
        DoctorSetups.clear();
    }

    @Test
    void a_request_queue_that_is_not_there_is_named() {
        setup.with("USHER_REQUEST_QUEUE", "nowhere");
        setup.says(1, "failed queue nowhere", "USHER_REQUEST_QUEUE", "create the queue");
    }

    @Test
    void a_named_reply_queue_that_is_not_there_is_named() {
        setup.with("USHER_REPLY_QUEUES", "nowhere");
        setup.says(1, "failed queue nowhere", "USHER_REPLY_QUEUES", "create the queue");
    }

    @Test
    void a_dead_letter_queue_that_is_not_there_is_named() {
        setup.with("USHER_DEAD_LETTER_QUEUE", "nowhere");
        setup.says(1, "failed queue nowhere", "USHER_DEAD_LETTER_QUEUE", "create the queue");
    }

    @Test
    void one_queue_under_two_names_is_found() {
        setup.with("USHER_REPLY_QUEUE", setup.requests);
        setup.says(1, "failed queue " + setup.name + " is both", "must be different queues");
    }

    @Test
    void nothing_is_said_of_retention_where_all_sources_clash() {
        setup.with("USHER_BULK_QUEUE", setup.requests);
        setup.says(1, "failed queue " + setup.name + " is both", "USHER_BULK_QUEUE");
        assertThat(setup.examine().out()).doesNotContain("retention");
    }

    @Test
    void a_dead_letter_queue_that_replies_go_to_is_found() {
        setup.with("USHER_REPLY_QUEUE", setup.dead);
        setup.says(1, "failed queue " + setup.name + "-dead is both", "USHER_REPLY_QUEUE");
    }

    @Test
    void a_request_queue_without_redrive_is_named() {
        setup.with("USHER_REQUEST_QUEUE", setup.queue(setup.name + "-bare", Map.of()));
        setup.says(1, "failed redrive", "dead letters have no queue", "USHER_DEAD_LETTER_QUEUE");
    }

    @Test
    void redrive_may_be_missing_where_a_dead_letter_queue_is_set() {
        setup.with("USHER_REQUEST_QUEUE", setup.queue(setup.name + "-bare", Map.of()));
        setup.with("USHER_DEAD_LETTER_QUEUE", setup.dead);
        setup.says(0, "warning redrive", "return for ever", "RedrivePolicy");
    }

    @Test
    void a_redrive_after_few_receives_is_named() {
        setup.set(setup.requests, setup.redrive(setup.dead, 5));
        setup.says(0, "warning redrive", "maxReceiveCount is 5", "set-queue-attributes");
    }

    @Test
    void a_redrive_before_the_worker_has_tried_as_often_as_it_may_is_named() {
        setup.set(setup.requests, setup.redrive(setup.dead, 3));
        setup.says(1, "failed redrive", "maxReceiveCount is 3, but USHER_MAX_ATTEMPTS is 5");
        setup.with("USHER_MAX_ATTEMPTS", "3");
        assertThat(setup.examine().code()).isZero();
    }

    @Test
    void no_fix_of_one_role_breaks_the_other_of_one_queue() {
        setup.with("USHER_DEAD_LETTER_QUEUE", setup.requests);
        setup.says(1, "failed queue " + setup.name + " is both", "must be different queues");
        assertThat(setup.examine().out())
                .doesNotContain("RedrivePolicy", "retention", "of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "InternalFailure"})
    void a_failing_sqs_is_distinguished_from_a_denial(String code) {
        DoctorSetups.fail("GetQueueUrl", code);
        setup.says(1, "failed queue " + setup.name, code, "this is a fault of AWS");
        assertThat(setup.examine().out()).doesNotContain("allow the worker sqs:");
    }

    @Test
    void sqs_in_trouble_proves_no_permission() {
        DoctorSetups.fail("DeleteMessageBatch", "InternalFailure");
        setup.says(
                0,
                "skipped permission " + setup.name + " sqs:DeleteMessage: InternalFailure",
                "this is a fault of AWS");
        assertThat(setup.examine().out()).doesNotContain("ChangeMessageVisibility are allowed");
    }

    @Test
    void a_redrive_to_another_queue_than_the_set_one_is_named() {
        setup.with("USHER_DEAD_LETTER_QUEUE", setup.queue(setup.name + "-grave", Map.of()));
        setup.says(0, "warning redrive", setup.name + "-grave", "watch both");
    }

    @Test
    void a_dead_letter_queue_with_a_redrive_of_its_own_is_named() {
        String next = setup.queue(setup.name + "-next", Map.of());
        setup.set(setup.dead, setup.redrive(next, 5));
        setup.says(
                1,
                "failed redrive " + setup.name + "-dead has a redrive policy of its own",
                "RedrivePolicy");
    }

    @Test
    void a_queue_that_delays_is_named() {
        setup.set(setup.requests, Map.of(QueueAttributeName.DELAY_SECONDS, "90"));
        setup.says(0, "warning delay " + setup.name, "90s", "DelaySeconds=0");
    }

    @Test
    void a_queue_that_hides_nothing_is_named() {
        setup.set(setup.requests, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
        setup.says(0, "warning visibility " + setup.name, "VisibilityTimeout=30");
    }

    @Test
    void a_worker_that_may_not_delete_is_found() {
        DoctorSetups.refuse("DeleteMessageBatch", "AccessDenied");
        setup.says(1, "failed permission " + setup.name, "sqs:DeleteMessage is denied", "allow");
    }

    @Test
    void a_worker_that_may_not_receive_is_found() {
        DoctorSetups.refuse("ReceiveMessage", "AccessDenied");
        setup.says(1, "failed permission " + setup.name, "sqs:ReceiveMessage is denied", "allow");
    }

    @Test
    void a_worker_that_may_not_send_is_found() {
        DoctorSetups.refuse("SendMessageBatch", "AccessDenied");
        setup.says(
                1,
                "failed permission " + setup.name + "-replies",
                "sqs:SendMessage is denied",
                "allow");
    }

    @Test
    void what_nothing_harmless_can_prove_is_left_to_iam() {
        setup.says(
                0,
                "skipped permission sqs:SendMessage",
                "aws iam simulate-principal-policy",
                "arn:aws:sqs:us-east-1:000000000000:" + setup.name + "-dead");
    }

    @Test
    void a_worker_that_may_not_read_attributes_is_found() {
        DoctorSetups.refuse("GetQueueAttributes", "AccessDenied");
        setup.with("USHER_DEAD_LETTER_QUEUE", setup.dead);
        setup.says(1, "failed queue " + setup.name, "allow the worker sqs:GetQueueAttributes");
        setup.says(1, "warning queue " + setup.name + "-replies", "sqs:GetQueueAttributes");
    }

    @Test
    void a_key_that_may_not_be_used_is_named_as_such() {
        DoctorSetups.refuse("DeleteMessageBatch", "KMS.AccessDeniedException");
        setup.says(1, "failed permission " + setup.name, "KmsAccessDenied", "kms:Decrypt");
    }
}
