package dev.usher.tools.enqueue;

import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.TableFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be enqueued.
 *
 * @param name of the source; goes into the ids
 */
public record EnqueueJob(
        RowSource source, String name, TableFormat sheet, RowDefaults defaults, WorkerRules terms) {
    RowValidator inspector() {
        return new RowValidator(name, defaults, terms);
    }

    /** What shapes the requests, by the options' names. */
    Map<String, String> options() {
        Map<String, String> options = new TreeMap<>(sheet.options());
        options.put("source", name);
        options.put("finish", defaults.finishMember());
        options.put("reply-to", defaults.replyTo() == null ? "" : defaults.replyTo());
        return options;
    }

    EnqueueJob withTerms(WorkerRules others) {
        return new EnqueueJob(source, name, sheet, defaults, others);
    }
}
