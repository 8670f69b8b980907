package dev.usher.tools.deadletters;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The message ids of the copies that this run sent. They identify dead letters made of one of them;
 * SQS's timestamps, in whole seconds, are too coarse for that.
 */
final class SentCopies {
    private final Set<String> messageIds = ConcurrentHashMap.newKeySet();

    /** Shared by sends: a copy may be a dead letter again before its id is known here. */
    private final ReentrantReadWriteLock sending = new ReentrantReadWriteLock();

    List<Outcome> send(Queue to, List<Outgoing> batch) {
        sending.readLock().lock();
        try {
            List<Outcome> outcomes = to.send(batch);
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Done(String messageId) && messageId != null) {
                    messageIds.add(messageId);
                }
            }
            return outcomes;
        } finally {
            sending.readLock().unlock();
        }
    }

    /** Whether a message is one of them; waits for running sends. */
    boolean holds(String messageId) {
        sending.writeLock().lock();
        try {
            return messageIds.contains(messageId);
        } finally {
            sending.writeLock().unlock();
        }
    }
}
