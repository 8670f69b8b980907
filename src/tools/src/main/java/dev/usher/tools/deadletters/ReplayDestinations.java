package dev.usher.tools.deadletters;

import dev.usher.sqs.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are replayed to: the bulk lane if they came from it, else the interactive one.
 *
 * @param bulk null if all go to the same queue
 */
public record ReplayDestinations(Queue interactive, @Nullable Queue bulk) {
    Queue of(DeadLetter letter) {
        return bulk != null && bulk.name().equals(letter.death().queue()) ? bulk : interactive;
    }
}
