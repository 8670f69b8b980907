package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;

/** Whose the user of a sign-up's name is. */
sealed interface OwnershipResult {
    /** This id's own, and marked so. */
    record Ours(Found found) implements OwnershipResult {}

    /** Somebody else's, or not to be had. */
    record Refused(Failure failure) implements OwnershipResult {}

    /** It changed while it was looked at. */
    record Again() implements OwnershipResult {}

    /** The same, with another reason if it is refused. */
    default OwnershipResult refusedAs(Failure failure) {
        return this instanceof Refused ? new Refused(failure) : this;
    }
}
