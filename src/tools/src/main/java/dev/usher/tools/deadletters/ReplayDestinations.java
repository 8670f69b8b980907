package dev.usher.tools.deadletters;

import dev.usher.sqs.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are replayed to: where they came from if that is the bulk lane, otherwise the
 * interactive one.
 *
 * @param bulk null where all go to the same queue
 */
public record ReplayDestinations(Queue interactive, @Nullable Queue bulk) {
    Queue of(DeadLetter letter) {
        return bulk != null && bulk.name().equals(letter.death().queue()) ? bulk : interactive;
    }
}
