package dev.usher.tools.enqueue;

import dev.usher.tools.files.Defaults;
import dev.usher.tools.files.Sheet;
import dev.usher.tools.files.Source;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be enqueued.
 *
 * @param name of the source; goes into the ids
 */
public record Job(Source source, String name, Sheet sheet, Defaults defaults, Terms terms) {
    Inspector inspector() {
        return new Inspector(name, defaults, terms);
    }

    /** What shapes the requests, by the options' names. */
    Map<String, String> options() {
        Map<String, String> options = new TreeMap<>(sheet.options());
        options.put("source", name);
        options.put("finish", defaults.finishMember());
        options.put("reply-to", defaults.replyTo() == null ? "" : defaults.replyTo());
        return options;
    }

    Job withTerms(Terms others) {
        return new Job(source, name, sheet, defaults, others);
    }
}
