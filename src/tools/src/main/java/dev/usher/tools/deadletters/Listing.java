package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Tells of each dead letter that is meant, without its body; by one thread at a time. */
public final class Listing implements Scan.Visitor {
    private final DeadLetterReader deadLetterReader;
    private final Predicate<DeadLetter> filter;
    private final Consumer<DeadLetter> listener;

    public Listing(
            DeadLetterReader deadLetterReader,
            Predicate<DeadLetter> filter,
            Consumer<DeadLetter> listener) {
        this.deadLetterReader = deadLetterReader;
        this.filter = filter;
        this.listener = listener;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        for (Message message : fresh) {
            DeadLetter letter = deadLetterReader.inspect(message);
            if (filter.test(letter)) {
                synchronized (listener) {
                    listener.accept(letter);
                }
            }
        }
    }
}
