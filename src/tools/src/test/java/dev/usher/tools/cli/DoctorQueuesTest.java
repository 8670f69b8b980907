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

/** {@code usher doctor} at queues that are wrong, or not to be used. */
final class DoctorQueuesTest {
    @TempDir private static Path folder;
    private Patient patient;

    @BeforeEach
    void admit() {
        patient = Ward.admit(folder);
    }

    @AfterEach
    void clear() {
        Ward.clear();
    }

    @Test
    void a_request_queue_that_is_not_there_is_named() {
        patient.with("USHER_REQUEST_QUEUE", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_REQUEST_QUEUE", "create the queue");
    }

    @Test
    void a_named_reply_queue_that_is_not_there_is_named() {
        patient.with("USHER_REPLY_QUEUES", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_REPLY_QUEUES", "create the queue");
    }

    @Test
    void a_dead_letter_queue_that_is_not_there_is_named() {
        patient.with("USHER_DEAD_LETTER_QUEUE", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_DEAD_LETTER_QUEUE", "create the queue");
    }

    @Test
    void one_queue_under_two_names_is_found() {
        patient.with("USHER_REPLY_QUEUE", patient.requests);
        patient.says(1, "failed queue " + patient.name + " is both", "must be different queues");
    }

    @Test
    void nothing_is_said_of_retention_where_all_sources_clash() {
        patient.with("USHER_BULK_QUEUE", patient.requests);
        patient.says(1, "failed queue " + patient.name + " is both", "USHER_BULK_QUEUE");
        assertThat(patient.examine().out()).doesNotContain("retention");
    }

    @Test
    void a_dead_letter_queue_that_replies_go_to_is_found() {
        patient.with("USHER_REPLY_QUEUE", patient.dead);
        patient.says(1, "failed queue " + patient.name + "-dead is both", "USHER_REPLY_QUEUE");
    }

    @Test
    void a_request_queue_without_redrive_is_named() {
        patient.with("USHER_REQUEST_QUEUE", patient.queue(patient.name + "-bare", Map.of()));
        patient.says(1, "failed redrive", "dead letters have no queue", "USHER_DEAD_LETTER_QUEUE");
    }

    @Test
    void redrive_may_be_missing_where_a_dead_letter_queue_is_set() {
        patient.with("USHER_REQUEST_QUEUE", patient.queue(patient.name + "-bare", Map.of()));
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.dead);
        patient.says(0, "warning redrive", "return for ever", "RedrivePolicy");
    }

    @Test
    void a_redrive_after_few_receives_is_named() {
        patient.set(patient.requests, patient.redrive(patient.dead, 5));
        patient.says(0, "warning redrive", "maxReceiveCount is 5", "set-queue-attributes");
    }

    @Test
    void a_redrive_before_the_worker_has_tried_as_often_as_it_may_is_named() {
        patient.set(patient.requests, patient.redrive(patient.dead, 3));
        patient.says(1, "failed redrive", "maxReceiveCount is 3, but USHER_MAX_ATTEMPTS is 5");
        patient.with("USHER_MAX_ATTEMPTS", "3");
        assertThat(patient.examine().code()).isZero();
    }

    @Test
    void no_mend_of_one_role_breaks_the_other_of_one_queue() {
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.requests);
        patient.says(1, "failed queue " + patient.name + " is both", "must be different queues");
        assertThat(patient.examine().out())
                .doesNotContain("RedrivePolicy", "retention", "of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "InternalFailure"})
    void sqs_in_trouble_is_told_from_a_denial(String code) {
        Ward.fail("GetQueueUrl", code);
        patient.says(1, "failed queue " + patient.name, code, "this is a fault of AWS");
        assertThat(patient.examine().out()).doesNotContain("allow the worker sqs:");
    }

    @Test
    void sqs_in_trouble_proves_no_permission() {
        Ward.fail("DeleteMessageBatch", "InternalFailure");
        patient.says(
                0,
                "skipped permission " + patient.name + " sqs:DeleteMessage: InternalFailure",
                "this is a fault of AWS");
        assertThat(patient.examine().out()).doesNotContain("ChangeMessageVisibility are allowed");
    }

    @Test
    void a_redrive_to_another_queue_than_the_set_one_is_named() {
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.queue(patient.name + "-grave", Map.of()));
        patient.says(0, "warning redrive", patient.name + "-grave", "watch both");
    }

    @Test
    void a_dead_letter_queue_with_a_redrive_of_its_own_is_named() {
        String next = patient.queue(patient.name + "-next", Map.of());
        patient.set(patient.dead, patient.redrive(next, 5));
        patient.says(
                1,
                "failed redrive " + patient.name + "-dead has a redrive policy of its own",
                "RedrivePolicy");
    }

    @Test
    void a_queue_that_delays_is_named() {
        patient.set(patient.requests, Map.of(QueueAttributeName.DELAY_SECONDS, "90"));
        patient.says(0, "warning delay " + patient.name, "90s", "DelaySeconds=0");
    }

    @Test
    void a_queue_that_hides_nothing_is_named() {
        patient.set(patient.requests, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
        patient.says(0, "warning visibility " + patient.name, "VisibilityTimeout=30");
    }

    @Test
    void a_worker_that_may_not_delete_is_found() {
        Ward.refuse("DeleteMessageBatch", "AccessDenied");
        patient.says(
                1, "failed permission " + patient.name, "sqs:DeleteMessage is denied", "allow");
    }

    @Test
    void a_worker_that_may_not_receive_is_found() {
        Ward.refuse("ReceiveMessage", "AccessDenied");
        patient.says(
                1, "failed permission " + patient.name, "sqs:ReceiveMessage is denied", "allow");
    }

    @Test
    void a_worker_that_may_not_send_is_found() {
        Ward.refuse("SendMessageBatch", "AccessDenied");
        patient.says(
                1,
                "failed permission " + patient.name + "-replies",
                "sqs:SendMessage is denied",
                "allow");
    }

    @Test
    void what_nothing_harmless_can_prove_is_left_to_iam() {
        patient.says(
                0,
                "skipped permission sqs:SendMessage",
                "aws iam simulate-principal-policy",
                "arn:aws:sqs:us-east-1:000000000000:" + patient.name + "-dead");
    }

    @Test
    void a_worker_that_may_not_read_attributes_is_found() {
        Ward.refuse("GetQueueAttributes", "AccessDenied");
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.dead);
        patient.says(1, "failed queue " + patient.name, "allow the worker sqs:GetQueueAttributes");
        patient.says(1, "warning queue " + patient.name + "-replies", "sqs:GetQueueAttributes");
    }

    @Test
    void a_key_that_may_not_be_used_is_named_as_such() {
        Ward.refuse("DeleteMessageBatch", "KMS.AccessDeniedException");
        patient.says(1, "failed permission " + patient.name, "KmsAccessDenied", "kms:Decrypt");
    }
}
