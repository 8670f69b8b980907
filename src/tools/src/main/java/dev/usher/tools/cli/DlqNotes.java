package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.ReasonTrust;
import java.time.temporal.ChronoUnit;

/** Texts that the commands for dead letters share. */
final class DlqNotes {
    private DlqNotes() {}

    /** Warns if reasons can't be verified although the settings name a secret. */
    static void keys(DeadLetterAccess access) {
        if (access.keyProblem() != null) {
            System.err.println(
                    "reasons can be neither verified nor signed: " + access.keyProblem());
        }
    }

    static String letters(int count) {
        return count == 1 ? "1 dead letter" : "%,d dead letters".formatted(count);
    }

    /** When it failed, to the second; if unknown, when it was sent. */
    static String time(DeadLetter.Times times) {
        return (times.failedAt() == null ? "sent " : "")
                + times.known().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The reason, with a note if a forged one was ignored. */
    static String reason(DeadLetter letter) {
        return letter.trust() == ReasonTrust.FORGED
                ? letter.death().reason() + " (a forged one is ignored)"
                : letter.death().reason();
    }
}
