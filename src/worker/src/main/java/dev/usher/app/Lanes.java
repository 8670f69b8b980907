package dev.usher.app;

import dev.usher.settings.Settings;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queues;
import dev.usher.worker.Lane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of one worker: an interactive lane and perhaps a bulk lane, which share the reply
 * queues and the dead-letter queue.
 *
 * @param bulk null where there is none
 */
record Lanes(Lane interactive, @Nullable Lane bulk) {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    /**
     * Opens all queues.
     *
     * @param roomForBulk asked before every poll of the bulk lane
     * @throws CannotStart if they cannot belong to one worker
     */
    static Lanes open(Settings.QueueNames names, Queues queues, BooleanSupplier roomForBulk) {
        Queue requests = queues.open(names.request());
        Queue deadLetters = queues.open(deadLetters(names.deadLetter(), queues, requests));
        Queue replies = queues.open(names.reply());
        Map<String, Queue> replyTo = new HashMap<>();
        for (String name : names.replyTo()) {
            Queue queue = queues.open(name);
            replyTo.put(name, queue);
            replyTo.put(queue.name(), queue);
        }
        Lane interactive = new Lane(requests, deadLetters, replies, replyTo);
        Lane bulk =
                names.bulk() == null
                        ? null
                        : new Lane(
                                queues.open(names.bulk()),
                                deadLetters,
                                replies,
                                replyTo,
                                roomForBulk);
        Lanes lanes = new Lanes(interactive, bulk);
        lanes.requireDifferentQueues();
        lanes.each().forEach(lane -> checkRedrive(lane, queues));
        return lanes;
    }

    Stream<Lane> each() {
        return Stream.of(interactive, bulk).flatMap(Stream::ofNullable);
    }

    private static String deadLetters(@Nullable String set, Queues queues, Queue requests) {
        if (set != null) {
            return set;
        }
        Queues.Redrive redrive = queues.redrive(requests);
        if (redrive == null) {
            throw new CannotStart(
                    "there is nowhere for dead letters: set USHER_DEAD_LETTER_QUEUE, or give "
                            + requests.name()
                            + " a redrive policy");
        }
        return redrive.targetArn();
    }

    /**
     * A worker that reads its own messages never ends; two settings can name one queue in two ways.
     */
    private void requireDifferentQueues() {
        Set<String> read = new HashSet<>();
        boolean mixed = !each().allMatch(lane -> read.add(lane.requests().url()));
        mixed |= !read.add(interactive.deadLetters().url());
        mixed |=
                Stream.concat(
                                Stream.of(interactive.replies()),
                                interactive.namedReplies().values().stream())
                        .map(Queue::url)
                        .anyMatch(read::contains);
        if (mixed) {
            throw new CannotStart(
                    "the request, bulk, reply and dead-letter queues must be different queues; check"
                            + " USHER_REQUEST_QUEUE, USHER_BULK_QUEUE, USHER_REPLY_QUEUE,"
                            + " USHER_REPLY_QUEUES and USHER_DEAD_LETTER_QUEUE");
        }
    }

    private static void checkRedrive(Lane lane, Queues queues) {
        String name = lane.requests().name();
        Queues.Redrive redrive = queues.redrive(lane.requests());
        if (redrive == null) {
            log.warn(
                    "{} has no redrive policy: a message that kills the process would be delivered again and again",
                    name);
            return;
        }
        if (redrive.maxReceiveCount() < Queues.Redrive.LEAST_RECEIVES) {
            log.warn(
                    "{} has a maxReceiveCount of {}: SQS may dead-letter valid requests without a"
                            + " reply; make it {} or more",
                    name,
                    redrive.maxReceiveCount(),
                    Queues.Redrive.LEAST_RECEIVES);
        }
        String target = redrive.target();
        if (!target.equals(lane.deadLetters().name())) {
            log.warn(
                    "SQS itself moves dead letters of {} to {}, and the worker sends its own to {}: look in"
                            + " both",
                    name,
                    target,
                    lane.deadLetters().name());
        }
    }
}
