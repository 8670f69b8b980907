package dev.usher.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.queue.Message;
import java.util.List;
import java.util.function.Consumer;

/** Shows all of the dead letters that are meant, secrets masked; one at a time. */
public final class Showing implements Scan.Visitor {
    private final Inspection inspection;
    private final Filter filter;
    private final Consumer<ObjectNode> listener;

    public Showing(Inspection inspection, Filter filter, Consumer<ObjectNode> listener) {
        this.inspection = inspection;
        this.filter = filter;
        this.listener = listener;
    }

    @Override
    public void visit(List<Message> fresh, Hidden hidden) {
        for (Message message : fresh) {
            DeadLetter letter = inspection.inspect(message);
            if (filter.matches(letter)) {
                ObjectNode portrait = Portrait.of(letter, message, inspection);
                synchronized (listener) {
                    listener.accept(portrait);
                }
            }
        }
    }
}
