package dev.usher.tools.doctor;

import static dev.usher.sqs.Queues.Redrive.LEAST_RECEIVES;

import dev.usher.sqs.Queues.Redrive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks redrive policies, by which SQS dead-letters messages that are received too often. */
final class RedriveChecks {
    private static final String CHECK = "redrive";

    private RedriveChecks() {}

    /**
     * Checks a queue that the worker takes requests from.
     *
     * @param dead null if unknown
     * @param named whether a setting names the dead-letter queue
     * @param attempts the worker's limit per request
     */
    static List<Finding> of(
            ExistingQueue source, @Nullable ExistingQueue dead, boolean named, int attempts) {
        List<Finding> findings = new ArrayList<>(policy(source, dead, named, attempts));
        Redrive redrive = source.redrive();
        boolean same = redrive != null && dead != null && redrive.target().equals(dead.name());
        if (dead != null && !same && dead.queue().fifo() != source.queue().fifo()) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            source.name(),
                            "%s, but %s, the worker's dead-letter queue, is %s: %s"
                                    .formatted(
                                            kind(source),
                                            dead.name(),
                                            kind(dead),
                                            source.queue().fifo()
                                                    ? "the order is lost"
                                                    : "SQS itself can move nothing there"),
                            "set USHER_DEAD_LETTER_QUEUE to a queue of the same kind"));
        }
        return findings;
    }

    private static String kind(ExistingQueue queue) {
        return queue.queue().fifo() ? "FIFO" : "standard";
    }

    private static List<Finding> policy(
            ExistingQueue source, @Nullable ExistingQueue dead, boolean named, int attempts) {
        String name = source.name();
        Redrive redrive = source.redrive();
        if (source.attributes().isEmpty()) {
            return List.of();
        }
        if (redrive == null) {
            String fix = redriveCommand(source, dead == null ? "" : dead.arn());
            return List.of(
                    named || source.role() == QueueRole.BULK
                            ? Finding.warning(
                                    CHECK,
                                    name,
                                    "none: a message that crashes the worker would return for ever",
                                    fix)
                            : Finding.failed(
                                    CHECK,
                                    name,
                                    "none, so dead letters have no queue",
                                    fix + ", or set USHER_DEAD_LETTER_QUEUE"));
        }
        List<Finding> findings = new ArrayList<>();
        String target = redrive.target();
        if (target.endsWith(".fifo") != source.queue().fifo()) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            name,
                            "leads to %s, but only one of them is FIFO: SQS moves nothing there"
                                    .formatted(target),
                            "give it a dead-letter queue of the same kind"));
        }
        // Keeps the target: this command changes only the count.
        String fix = redriveCommand(source, redrive.targetArn());
        if (redrive.maxReceiveCount() < attempts) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            name,
                            "maxReceiveCount is %d, but USHER_MAX_ATTEMPTS is %d: SQS dead-letters requests before the worker gives up"
                                    .formatted(redrive.maxReceiveCount(), attempts),
                            fix));
        } else if (redrive.maxReceiveCount() < LEAST_RECEIVES) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "maxReceiveCount is %d: SQS may dead-letter valid requests without a reply"
                                    .formatted(redrive.maxReceiveCount()),
                            fix));
        }
        if (dead != null && !target.equals(dead.name())) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "SQS moves messages to %s, but the worker to %s"
                                    .formatted(target, dead.name()),
                            "use the same queue for both, or watch both"));
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            CHECK,
                            name,
                            "to %s after %d receives"
                                    .formatted(target, redrive.maxReceiveCount())));
        }
        return findings;
    }

    /**
     * The command that sets the redrive policy. SQS requires a target of the same kind.
     *
     * @param arn empty if unknown
     */
    private static String redriveCommand(ExistingQueue source, String arn) {
        boolean fits = !arn.isEmpty() && arn.endsWith(".fifo") == source.queue().fifo();
        return source.set(
                "'{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"%s\\\",\\\"maxReceiveCount\\\":100}\"}'"
                        .formatted(fits ? arn : "ARN"));
    }

    /** The dead-letter queue must have none: reading dead letters would move them on. */
    static List<Finding> ofDeadLetters(ExistingQueue dead) {
        Redrive redrive = dead.redrive();
        return redrive == null
                ? List.of()
                : List.of(
                        Finding.failed(
                                CHECK,
                                dead.name(),
                                "has a redrive policy of its own, to %s: reading dead letters moves them away"
                                        .formatted(redrive.target()),
                                dead.set("'{\"RedrivePolicy\":\"\"}'")));
    }
}
