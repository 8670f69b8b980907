package dev.usher.tools.enqueue;

import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.TableFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file to enqueue.
 *
 * @param name of the source; part of the ids
 */
public record EnqueueJob(
        RowSource source, String name, TableFormat format, RowDefaults defaults, WorkerRules rules) {
    RowValidator validator() {
        return new RowValidator(name, defaults, rules);
    }

    /** The options that affect the requests, by their names. */
    Map<String, String> options() {
        Map<String, String> options = new TreeMap<>(format.options());
        options.put("source", name);
        options.put("finish", defaults.finishMember());
        options.put("reply-to", defaults.replyTo() == null ? "" : defaults.replyTo());
        return options;
    }

    EnqueueJob with(WorkerRules others) {
        return new EnqueueJob(source, name, format, defaults, others);
    }
}
