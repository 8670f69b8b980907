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
 * Whether the worker may make its calls on a queue, by calls that can have no effect: receipt
 * handles that are none, a receive of no message, a send of none. What SQS says to the last two
 * proves a refusal, but no permission: nobody documents that it looks at permissions first.
 */
final class QueuePermissions {
    private static final String CHECK = "permission";

    /** No handle that SQS ever gave. */
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
        note(
                queue,
                "sqs:DeleteMessage",
                refusal(queue.queue().delete(List.of(NO_HANDLE)).getFirst()),
                findings);
        note(
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
        note(
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
        note(
                queue,
                "sqs:SendMessage",
                refusal(() ->
                        client.sendMessageBatch(
                                r -> r.queueUrl(queue.queue().url()).entries(List.of()))),
                findings);
        return findings;
    }

    private static void note(
            ExistingQueue queue, String action, @Nullable Met met, List<Finding> findings) {
        if (met == null) {
            return;
        }
        String code = met.code();
        String name = queue.name();
        if (met.passing()) {
            findings.add(
                    Finding.skipped(
                            CHECK,
                            name,
                            "%s: %s just now".formatted(action, code),
                            ErrorOwner.TRY_AGAIN));
            return;
        }
        boolean denied = ErrorOwner.of(code) == ErrorOwner.DENIED;
        findings.add(
                Finding.failed(
                        CHECK,
                        name,
                        (codeless(code) ? "%s met %s" : "%s is refused: %s")
                                .formatted(action, code),
                        denied
                                ? "allow the worker %s on the queue, in its role or the queue's policy"
                                        .formatted(action)
                                : QueueFixes.of(code, queue.role())));
    }

    /**
     * No answer of somebody who may.
     *
     * @param passing whether it says nothing of permissions
     */
    private record Met(String code, boolean passing) {}

    private static @Nullable Met refusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unavailable(String code) -> new Met(code, false);
            case Outcome.Done done -> null;
            case Outcome.Refused(String code) -> codeless(code) ? new Met(code, false) : null;
            case Outcome.Retryable(String code) ->
                    code.startsWith("ReceiptHandle") ? null : new Met(code, true);
        };
    }

    private static @Nullable Met refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (SdkException e) {
            String code = SqsErrors.code(e);
            return SqsErrors.isDenial(e) || codeless(code) ? new Met(code, false) : null;
        }
    }
}
