package dev.usher.tools.run;

import java.util.Locale;

/** How far a row of a run came. */
public enum RowStatus {
    SUCCEEDED,
    CHALLENGED,
    /** The user existed before. */
    EXISTING,
    FAILED,
    /** Not sent, since the worker would refuse it. */
    INVALID,
    /** Sent, and not answered yet. */
    UNANSWERED,
    /** Good, and not sent yet. */
    UNSENT;

    /** As in {@code results.csv}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
