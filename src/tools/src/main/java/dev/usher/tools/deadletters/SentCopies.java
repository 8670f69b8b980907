package dev.usher.tools.deadletters;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Posted;
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

    List<Outcome> post(Queue to, List<Outgoing> batch) {
        sending.readLock().lock();
        try {
            List<Posted> posted = to.post(batch);
            for (Posted one : posted) {
                if (one.messageId() != null) {
                    messageIds.add(one.messageId());
                }
            }
            return posted.stream().map(Posted::outcome).toList();
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
