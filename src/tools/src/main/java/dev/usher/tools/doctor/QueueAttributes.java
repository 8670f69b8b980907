package dev.usher.tools.doctor;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DELAY_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_MASTER_KEY_ID;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MAXIMUM_MESSAGE_SIZE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.SQS_MANAGED_SSE_ENABLED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import dev.usher.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks the attributes of one queue. */
final class QueueAttributes {
    /** The largest request by the contract, and the room for a dead letter's reason. */
    private static final long LARGEST_REQUEST = 256 * 1024;

    private static final long ROOM_FOR_REASON = 8 * 1024;

    private QueueAttributes() {}

    static List<Finding> of(ExistingQueue queue) {
        if (queue.attributes().isEmpty()) {
            return List.of(unread(queue));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("queue", queue.name(), facts(queue)));
        findings.add(encryption(queue));
        findings.addAll(QueuePolicy.of(queue));
        size(queue, findings);
        queue.seconds(DELAY_SECONDS)
                .filter(Duration::isPositive)
                .ifPresent(delay ->
                        findings.add(
                                Finding.warning(
                                        "delay",
                                        queue.name(),
                                        "delays every message by " + Durations.print(delay),
                                        queue.set("DelaySeconds=0"))));
        if (queue.role().source()
                && queue.seconds(VISIBILITY_TIMEOUT).filter(Duration::isZero).isPresent()) {
            findings.add(
                    Finding.warning(
                            "visibility",
                            queue.name(),
                            "hides nothing by default; the worker sets its own timeout, but reading it by"
                                    + " hand delivers messages twice",
                            queue.set("VisibilityTimeout=30")));
        }
        return findings;
    }

    private static Finding unread(ExistingQueue queue) {
        String found = "exists, but its attributes may not be read";
        String fix = "allow the worker sqs:GetQueueAttributes on the queue";
        return queue.role().source()
                ? Finding.failed(
                        "queue",
                        queue.name(),
                        found + "; the worker reads the redrive policy at its start",
                        fix)
                : Finding.warning("queue", queue.name(), found, fix);
    }

    private static String facts(ExistingQueue queue) {
        List<String> facts = new ArrayList<>();
        facts.add(queue.queue().fifo() ? "FIFO" : "standard");
        queue.retention().ifPresent(time -> facts.add("kept for " + Durations.print(time)));
        queue.seconds(VISIBILITY_TIMEOUT)
                .ifPresent(time ->
                        facts.add("hidden for %s by default".formatted(Durations.print(time))));
        queue.number(MAXIMUM_MESSAGE_SIZE)
                .ifPresent(bytes -> facts.add("messages up to %d KiB".formatted(bytes / 1024)));
        queue.number(APPROXIMATE_NUMBER_OF_MESSAGES)
                .filter(count -> count > 0)
                .ifPresent(count -> facts.add("about %d waiting".formatted(count)));
        return String.join(", ", facts);
    }

    private static Finding encryption(ExistingQueue queue) {
        String key = queue.attributes().getOrDefault(KMS_MASTER_KEY_ID, "");
        String managed = queue.attributes().getOrDefault(SQS_MANAGED_SSE_ENABLED, "");
        if (!key.isEmpty()) {
            return Finding.ok("encryption", queue.name(), "by the KMS key " + key);
        } else if (managed.equals("true")) {
            return Finding.ok("encryption", queue.name(), "by SQS's own key");
        } else if (managed.isEmpty()) {
            return Finding.skipped("encryption", queue.name(), "this server does not report it", "");
        }
        return Finding.warning(
                "encryption",
                queue.name(),
                queue.role().reply()
                        ? "off, and replies hold tokens"
                        : "off, and requests hold passwords",
                queue.set("SqsManagedSseEnabled=true"));
    }

    private static void size(ExistingQueue queue, List<Finding> findings) {
        if (queue.role().source()) {
            return;
        }
        boolean dead = queue.role() == QueueRole.DEAD_LETTER;
        String fix = queue.set("MaximumMessageSize=1048576");
        queue.number(MAXIMUM_MESSAGE_SIZE)
                .ifPresent(most -> {
                    String found = "takes messages up to %d KiB".formatted(most / 1024);
                    if (most < LARGEST_REQUEST) {
                        findings.add(
                                Finding.failed(
                                        "size",
                                        queue.name(),
                                        found
                                                + (dead
                                                        ? ", but a request may have 256"
                                                        : ", but a reply may have more"),
                                        fix));
                    } else if (dead && most < LARGEST_REQUEST + ROOM_FOR_REASON) {
                        findings.add(
                                Finding.warning(
                                        "size",
                                        queue.name(),
                                        found
                                                + ": the largest requests leave no room for a reason",
                                        fix));
                    }
                });
    }
}
