package dev.usher.tools.doctor;

import static dev.usher.sqs.Queues.Redrive.LEAST_RECEIVES;

import dev.usher.sqs.Queues.Redrive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where SQS itself puts what is received too often: the net under the worker. */
final class RedriveChecks {
    private static final String CHECK = "redrive";

    private RedriveChecks() {}

    /**
     * Of a queue that requests are taken from.
     *
     * @param dead null if it is not known
     * @param named whether a setting names the dead-letter queue
     * @param attempts that the worker may make at a request
     */
    static List<Finding> of(
            ExistingQueue source, @Nullable ExistingQueue dead, boolean named, int attempts) {
        List<Finding> findings = new ArrayList<>(net(source, dead, named, attempts));
        Redrive redrive = source.redrive();
        boolean same = redrive != null && dead != null && redrive.target().equals(dead.name());
        if (dead != null && !same && dead.queue().fifo() != source.queue().fifo()) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            source.name(),
                            "%s, and %s, where the worker puts its dead letters, is %s: %s"
                                    .formatted(
                                            kind(source),
                                            dead.name(),
                                            kind(dead),
                                            source.queue().fifo()
                                                    ? "their order is lost"
                                                    : "SQS itself can put nothing there"),
                            "set USHER_DEAD_LETTER_QUEUE to a queue of the same kind"));
        }
        return findings;
    }

    private static String kind(ExistingQueue queue) {
        return queue.queue().fifo() ? "FIFO" : "standard";
    }

    private static List<Finding> net(
            ExistingQueue source, @Nullable ExistingQueue dead, boolean named, int attempts) {
        String name = source.name();
        Redrive redrive = source.redrive();
        if (source.attributes().isEmpty()) {
            return List.of();
        }
        if (redrive == null) {
            String mend = redriven(source, dead == null ? "" : dead.arn());
            return List.of(
                    named || source.role() == QueueRole.BULK
                            ? Finding.warning(
                                    CHECK,
                                    name,
                                    "none: a message that kills the process would come again and again",
                                    mend)
                            : Finding.failed(
                                    CHECK,
                                    name,
                                    "none, so there is nowhere for dead letters",
                                    mend + ", or set USHER_DEAD_LETTER_QUEUE"));
        }
        List<Finding> findings = new ArrayList<>();
        String target = redrive.target();
        if (target.endsWith(".fifo") != source.queue().fifo()) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            name,
                            "leads to %s, and only one of them is FIFO: SQS moves nothing there"
                                    .formatted(target),
                            "give it a dead-letter queue of its own kind"));
        }
        // Where to is another matter: a higher count must not move it as well.
        String mend = redriven(source, redrive.targetArn());
        if (redrive.maxReceiveCount() < attempts) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            name,
                            "maxReceiveCount is %d, and USHER_MAX_ATTEMPTS %d: SQS buries requests before the worker has tried so often"
                                    .formatted(redrive.maxReceiveCount(), attempts),
                            mend));
        } else if (redrive.maxReceiveCount() < LEAST_RECEIVES) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "maxReceiveCount is %d: SQS may bury requests that are in order, without a reply"
                                    .formatted(redrive.maxReceiveCount()),
                            mend));
        }
        if (dead != null && !target.equals(dead.name())) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "what SQS itself gives up on goes to %s, and what the worker does to %s"
                                    .formatted(target, dead.name()),
                            "make both the same queue, or look in both"));
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
     * The command that redrives to there; only to a queue of the same kind, or SQS refuses it.
     *
     * @param arn empty if it is not known
     */
    private static String redriven(ExistingQueue source, String arn) {
        boolean fits = !arn.isEmpty() && arn.endsWith(".fifo") == source.queue().fifo();
        return source.set(
                "'{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"%s\\\",\\\"maxReceiveCount\\\":100}\"}'"
                        .formatted(fits ? arn : "ARN"));
    }

    /** The dead-letter queue has none, or what lies there would wander on when it is looked at. */
    static List<Finding> ofDeadLetters(ExistingQueue dead) {
        Redrive redrive = dead.redrive();
        return redrive == null
                ? List.of()
                : List.of(
                        Finding.failed(
                                CHECK,
                                dead.name(),
                                "has one of its own, to %s: who looks at dead letters moves them away"
                                        .formatted(redrive.target()),
                                dead.set("'{\"RedrivePolicy\":\"\"}'")));
    }
}
