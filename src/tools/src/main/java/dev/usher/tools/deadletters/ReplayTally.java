package dev.usher.tools.deadletters;

import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.deadletters.MessageCopier.Copy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a replay did. It keeps a limited number of error messages. */
public final class ReplayTally {
    private static final int MOST = 50;

    private final Map<String, Integer> moved = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();
    private int copied;
    private int unsigned;
    private int troubled;
    private int back;

    synchronized void copied(Copy.Ready ready) {
        copied++;
        moved.merge(ready.to().name(), 1, Integer::sum);
        if (ready.unsigned()) {
            unsigned++;
        }
    }

    synchronized void back() {
        back++;
    }

    synchronized void unfit(DeadLetter letter, String problems) {
        trouble(letter, "not moved, it would not be a valid request: " + problems);
    }

    synchronized void unsent(DeadLetter letter, Queue to, Outcome outcome) {
        trouble(letter, "not moved, %s did not take it: %s".formatted(to.name(), outcome.code()));
    }

    synchronized void behind(DeadLetter letter) {
        trouble(letter, "not moved, since an earlier one of its group was not");
    }

    synchronized void undeleted(DeadLetter letter, Outcome outcome) {
        trouble(
                letter,
                "copied, but still a dead letter (%s): its id makes a second replay harmless"
                        .formatted(outcome.code()));
    }

    /** How many copies the destination queues accepted. */
    public synchronized int copied() {
        return copied;
    }

    /** Copies by the name of the destination queue. */
    public synchronized Map<String, Integer> moved() {
        return Map.copyOf(moved);
    }

    /** How many copies have no reason, since it could not be signed again. */
    public synchronized int unsigned() {
        return unsigned;
    }

    /** How many copies became dead letters again during the replay; they are not replayed. */
    public synchronized int cameBack() {
        return back;
    }

    /** How many dead letters met an error. */
    public synchronized int troubled() {
        return troubled;
    }

    /** The first error messages. */
    public synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void trouble(DeadLetter letter, String what) {
        troubled++;
        if (troubles.size() < MOST) {
            troubles.add(letter.label() + ": " + what);
        }
    }
}
