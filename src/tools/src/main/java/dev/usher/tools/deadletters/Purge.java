package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Deletes dead letters, but only those in an export that is complete on disk. */
public final class Purge implements Scan.Visitor {
    private static final int AT_A_TIME = 500;

    private final Queue queue;
    private final DeadLetterExport export;
    private final Scan scan;
    private final AtomicInteger deleted = new AtomicInteger();

    public Purge(Queue queue, DeadLetterExport export, Scan scan) {
        this.queue = queue;
        this.export = export;
        this.scan = scan;
    }

    /** How many are deleted. */
    public int deleted() {
        return deleted.get();
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        export.visit(fresh, scannedMessages);
    }

    @Override
    public void over(ScannedMessages scannedMessages) throws InterruptedException {
        List<String> ids = export.messageIds();
        if (ids.isEmpty()) {
            return; // no empty file
        }
        export.over(scannedMessages);
        for (int from = 0; from < ids.size() && !scan.stopped(); from += AT_A_TIME) {
            delete(ids.subList(from, Math.min(ids.size(), from + AT_A_TIME)), scannedMessages);
        }
    }

    private void delete(List<String> ids, ScannedMessages scannedMessages)
            throws InterruptedException {
        List<String> deletable = new ArrayList<>();
        List<String> handles = new ArrayList<>();
        for (String id : ids) {
            String handle = scannedMessages.handle(id);
            if (handle != null) {
                deletable.add(id);
                handles.add(handle);
            }
        }
        List<Outcome> outcomes = scannedMessages.retry(handles, queue::delete);
        for (int i = 0; i < deletable.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Done) {
                scannedMessages.deleted(deletable.get(i));
                deleted.incrementAndGet();
            }
        }
    }
}
