package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import dev.usher.tools.deadletters.MessageCopier.Copy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A replay that moves nothing, and reports where each dead letter would go. */
public final class ReplayDryRun implements Scan.Visitor {
    private final DeadLetterReader reader;
    private final Predicate<DeadLetter> filter;
    private final MessageCopier copier;
    private final Listener listener;
    private final ReplayTally tally = new ReplayTally();

    /** Groups of which one would not be moved. */
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();

    /** Called by one thread at a time. */
    public interface Listener {
        /**
         * @param to the name of the destination queue
         */
        void wouldGo(DeadLetter letter, String to);
    }

    public ReplayDryRun(Replay.Plan plan, Listener listener) {
        this.reader = plan.reader();
        this.filter = plan.filter();
        this.copier = plan.copier();
        this.listener = listener;
    }

    /** As after the replay. */
    public ReplayTally tally() {
        return tally;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        for (Message message : fresh) {
            DeadLetter letter = reader.inspect(message);
            String group = copier.inOrderWith(message);
            if (!filter.test(letter)) {
                continue; // tested once each: a filter may count
            }
            if (group != null && blocked.contains(group)) {
                tally.behind(letter);
            } else {
                switch (copier.copy(message, letter)) {
                    case Copy.Unfit(String problems) -> {
                        tally.unfit(letter, problems);
                        if (group != null) {
                            blocked.add(group);
                        }
                    }
                    case Copy.Ready ready -> {
                        tally.copied(ready);
                        synchronized (listener) {
                            listener.wouldGo(letter, ready.to().name());
                        }
                    }
                }
            }
        }
    }
}
