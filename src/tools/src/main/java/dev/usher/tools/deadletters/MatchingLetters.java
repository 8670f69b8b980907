package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Hands each dead letter that a filter matches to a listener, one at a time. */
public final class MatchingLetters implements Scan.Visitor {
    private final DeadLetterReader reader;
    private final Predicate<DeadLetter> filter;
    private final BiConsumer<DeadLetter, Message> listener;

    public MatchingLetters(
            DeadLetterReader reader,
            Predicate<DeadLetter> filter,
            BiConsumer<DeadLetter, Message> listener) {
        this.reader = reader;
        this.filter = filter;
        this.listener = listener;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        for (Message message : fresh) {
            DeadLetter letter = reader.inspect(message);
            if (filter.test(letter)) {
                synchronized (listener) {
                    listener.accept(letter, message);
                }
            }
        }
    }
}
