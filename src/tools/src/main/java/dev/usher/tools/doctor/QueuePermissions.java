package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.QueueFixes.codeless;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.sqs.SqsErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Checks the worker's permissions on a queue by calls without effect: with an invalid receipt
 * handle, or a receive or send of no messages. The last two can prove a denial, but no permission:
 * AWS does not document that SQS checks permissions first.
 */
final class QueuePermissions {
    private static final String CHECK = "permission";

    /** Not a handle of SQS. */
    private static final String NO_HANDLE = "usher-doctor";

    private final SqsClient client;

    QueuePermissions(SqsClient client) {
        this.client = client;
    }

    List<Finding> of(ExistingQueue queue) {
        return queue.role().source() ? taking(queue) : sending(queue);
    }

    private List<Finding> taking(ExistingQueue queue) {
        List<Finding> findings = new ArrayList<>();
        report(
                queue,
                "sqs:DeleteMessage",
                refusal(queue.queue().delete(List.of(NO_HANDLE)).getFirst()),
                findings);
        report(
                queue,
                "sqs:ChangeMessageVisibility",
                refusal(
                        queue.queue()
                                .changeVisibility(List.of(new Visibility(NO_HANDLE, Duration.ZERO)))
                                .getFirst()),
                findings);
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            CHECK,
                            queue.name(),
                            "sqs:DeleteMessage and sqs:ChangeMessageVisibility are allowed"));
        }
        report(
                queue,
                "sqs:ReceiveMessage",
                refusal(() ->
                        client.receiveMessage(r ->
                                r.queueUrl(queue.queue().url())
                                        .maxNumberOfMessages(0)
                                        .visibilityTimeout(0)
                                        .waitTimeSeconds(0))),
                findings);
        return findings;
    }

    private List<Finding> sending(ExistingQueue queue) {
        List<Finding> findings = new ArrayList<>();
        report(
                queue,
                "sqs:SendMessage",
                refusal(() ->
                        client.sendMessageBatch(
                                r -> r.queueUrl(queue.queue().url()).entries(List.of()))),
                findings);
        return findings;
    }

    private static void report(
            ExistingQueue queue, String action, @Nullable Denial denial, List<Finding> findings) {
        if (denial == null) {
            return;
        }
        String code = denial.code();
        String name = queue.name();
        if (denial.passing()) {
            findings.add(
                    Finding.skipped(
                            CHECK,
                            name,
                            "%s: %s, for now".formatted(action, code),
                            ErrorOwner.TRY_AGAIN));
            return;
        }
        boolean denied = ErrorOwner.of(code) == ErrorOwner.DENIED;
        findings.add(
                Finding.failed(
                        CHECK,
                        name,
                        (codeless(code) ? "%s failed: %s" : "%s is denied: %s")
                                .formatted(action, code),
                        denied
                                ? "allow the worker %s on the queue, in its role or the queue's policy"
                                        .formatted(action)
                                : QueueFixes.of(code, queue.role())));
    }

    /**
     * An answer that does not prove the permission.
     *
     * @param passing whether it may pass, and says nothing about permissions
     */
    private record Denial(String code, boolean passing) {}

    private static @Nullable Denial refusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unavailable(String code) -> new Denial(code, false);
            case Outcome.Done done -> null;
            case Outcome.Refused(String code) -> codeless(code) ? new Denial(code, false) : null;
            case Outcome.Retryable(String code) ->
                    code.startsWith("ReceiptHandle") ? null : new Denial(code, true);
        };
    }

    private static @Nullable Denial refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (SdkException e) {
            String code = SqsErrors.code(e);
            return SqsErrors.isDenial(e) || codeless(code) ? new Denial(code, false) : null;
        }
    }
}
