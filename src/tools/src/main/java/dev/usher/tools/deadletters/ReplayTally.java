package dev.usher.tools.deadletters;

import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.deadletters.MessageCopier.Copy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a replay did; bounded, however much went wrong. */
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
        trouble(letter, "not moved, it would be no valid request: " + problems);
    }

    synchronized void unsent(DeadLetter letter, Queue to, Outcome outcome) {
        trouble(letter, "not moved, %s did not take it: %s".formatted(to.name(), outcome.code()));
    }

    synchronized void behind(DeadLetter letter) {
        trouble(letter, "not moved, another of its group before it was not either");
    }

    synchronized void undeleted(DeadLetter letter, Outcome outcome) {
        trouble(
                letter,
                "copied, but still a dead letter (%s): its id makes a second replay harmless"
                        .formatted(outcome.code()));
    }

    /** How many copies the other queues took. */
    public synchronized int copied() {
        return copied;
    }

    /** The same by the name of the queue. */
    public synchronized Map<String, Integer> moved() {
        return Map.copyOf(moved);
    }

    /** How many went without their reason, because it could not be signed anew. */
    public synchronized int unsigned() {
        return unsigned;
    }

    /** How many of the copies came back as dead letters meanwhile, and were left alone. */
    public synchronized int cameBack() {
        return back;
    }

    /** How many something went wrong with. */
    public synchronized int troubled() {
        return troubled;
    }

    /** What went wrong with the first of them. */
    public synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void trouble(DeadLetter letter, String what) {
        troubled++;
        if (troubles.size() < MOST) {
            String id = letter.sender().id();
            troubles.add((id == null ? "message " + letter.messageId() : id) + ": " + what);
        }
    }
}
