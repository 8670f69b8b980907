package dev.usher.settings;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of commands that only send to queues or look into them: who does that needs no user
 * pool. Each is a name, a URL or an ARN, or null where none is given; a command says itself what it
 * can't do without.
 *
 * @param secretId where the keys are that vouch for dead letters; most who look have none
 */
public record QueueNames(
        @Nullable String request,
        @Nullable String bulk,
        @Nullable String reply,
        @Nullable String deadLetter,
        @Nullable String secretId) {

    /** What came of reading them. */
    public sealed interface Reading {
        record Complete(QueueNames names) implements Reading {}

        /**
         * @param problems all that is wrong, one sentence each
         */
        record Faulty(List<String> problems) implements Reading {
            public Faulty {
                problems = List.copyOf(problems);
            }

            /** All problems, one a line. */
            public String message() {
                return String.join("\n", problems);
            }
        }
    }

    /** Reads from where {@link Settings#from} does, and finds the same slips. */
    public static Reading from(Map<String, String> environment) {
        var problems = new SettingsProblems();
        var values = new Values(Sources.read(environment, problems), problems);
        var names =
                new QueueNames(
                        values.optionalQueue(Variable.USHER_REQUEST_QUEUE),
                        values.optionalQueue(Variable.USHER_BULK_QUEUE),
                        values.optionalQueue(Variable.USHER_REPLY_QUEUE),
                        values.optionalQueue(Variable.USHER_DEAD_LETTER_QUEUE),
                        values.optionalText(Variable.USHER_SECRET_ID));
        return problems.none() ? new Reading.Complete(names) : new Reading.Faulty(problems.list());
    }
}
