package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import dev.usher.tools.deadletters.MessageCopier.Copy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A replay that moves nothing: tells where each would go. */
public final class ReplayDryRun implements Scan.Visitor {
    private final DeadLetterReader deadLetterReader;
    private final Predicate<DeadLetter> filter;
    private final MessageCopier messageCopier;
    private final Listener listener;
    private final ReplayTally tally = new ReplayTally();

    /** Groups that one would stay behind in. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    /** Is told of each, by one thread at a time. */
    public interface Listener {
        /**
         * @param to the name of the queue it would go to
         */
        void wouldGo(DeadLetter letter, String to);
    }

    public ReplayDryRun(Replay.Plan plan, Listener listener) {
        this.deadLetterReader = plan.reader();
        this.filter = plan.filter();
        this.messageCopier = plan.copier();
        this.listener = listener;
    }

    /** As the replay would leave it. */
    public ReplayTally tally() {
        return tally;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        for (Message message : fresh) {
            DeadLetter letter = deadLetterReader.inspect(message);
            String group = messageCopier.inOrderWith(message);
            if (!filter.test(letter)) {
                continue; // asked once of each: a filter may count
            }
            if (group != null && held.contains(group)) {
                tally.behind(letter);
            } else {
                switch (messageCopier.copy(message, letter)) {
                    case Copy.Unfit(String problems) -> {
                        tally.unfit(letter, problems);
                        if (group != null) {
                            held.add(group);
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
