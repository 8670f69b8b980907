package dev.usher.flow;

import dev.usher.flow.Directory.Found;
import dev.usher.message.Failure;

/** Whose the user of a sign-up's name is. */
sealed interface Standing {
    /** This id's own, and marked so. */
    record Ours(Found found) implements Standing {}

    /** Somebody else's, or not to be had. */
    record Refused(Failure failure) implements Standing {}

    /** It changed while it was looked at. */
    record Again() implements Standing {}

    /** The same, with another reason if it is refused. */
    default Standing refusedAs(Failure failure) {
        return this instanceof Refused ? new Refused(failure) : this;
    }
}
