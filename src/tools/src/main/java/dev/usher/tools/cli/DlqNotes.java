package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.ReasonTrust;
import java.time.temporal.ChronoUnit;

/** What the commands for dead letters say in the same words. */
final class DlqNotes {
    private DlqNotes() {}

    /** Says it if the reasons can't be checked, though the settings would have it. */
    static void keys(DeadLetterAccess access) {
        if (access.keyProblem() != null) {
            System.err.println(
                    "the reasons can be neither checked nor signed: " + access.keyProblem());
        }
    }

    static String letters(int count) {
        return count == 1 ? "1 dead letter" : "%,d dead letters".formatted(count);
    }

    /** To the second; where nobody wrote down when it failed, when it was sent. */
    static String time(DeadLetter.Times times) {
        return (times.failedAt() == null ? "sent " : "")
                + times.known().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The reason, and a doubt about it if there is one. */
    static String reason(DeadLetter letter) {
        return letter.trust() == ReasonTrust.FORGED
                ? letter.death().reason() + " (a forged one is ignored)"
                : letter.death().reason();
    }
}
