package dev.usher.tools.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.sqs.Message;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Shows all of the dead letters that are meant, secrets masked; one at a time. */
public final class Showing implements Scan.Visitor {
    private final DeadLetterReader deadLetterReader;
    private final Predicate<DeadLetter> filter;
    private final Consumer<ObjectNode> listener;

    public Showing(
            DeadLetterReader deadLetterReader,
            Predicate<DeadLetter> filter,
            Consumer<ObjectNode> listener) {
        this.deadLetterReader = deadLetterReader;
        this.filter = filter;
        this.listener = listener;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        for (Message message : fresh) {
            DeadLetter letter = deadLetterReader.inspect(message);
            if (filter.test(letter)) {
                ObjectNode portrait = DeadLetterJson.of(letter, message, deadLetterReader);
                synchronized (listener) {
                    listener.accept(portrait);
                }
            }
        }
    }
}
