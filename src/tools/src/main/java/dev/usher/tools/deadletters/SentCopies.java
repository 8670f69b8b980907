package dev.usher.tools.deadletters;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The copies that this run has sent, by the ids that SQS gave them: by these a dead letter is known
 * that was made of one. SQS tells its time to the second only, which is time enough to die in.
 */
final class SentCopies {
    private final Set<String> messageIds = ConcurrentHashMap.newKeySet();

    /** Shared by sends, whose copies may be dead before their ids are known here. */
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

    /** Whether a message is one of them; waits for the sends that are under way. */
    boolean holds(String messageId) {
        sending.writeLock().lock();
        try {
            return messageIds.contains(messageId);
        } finally {
            sending.writeLock().unlock();
        }
    }
}
