package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;

/** Whose the user of a sign-up's name is. */
sealed interface OwnershipResult {
    /** This id's own, and marked so. */
    record Ours(Found found) implements OwnershipResult {}

    /** Another client's, or it cannot be created. */
    record Refused(Failure failure) implements OwnershipResult {}

    /** The user changed meanwhile: the attempt begins again. */
    record Again() implements OwnershipResult {}

    /** The same, with another reason if it is refused. */
    default OwnershipResult refusedAs(Failure failure) {
        return this instanceof Refused ? new Refused(failure) : this;
    }
}
