package dev.usher.flow;

/** A user that this id made is locked out for the moment: wait, and count no attempt. */
final class LockedOut extends AttemptFault {
    private static final long serialVersionUID = 1L;

    LockedOut() {
        super("the user is locked out for now", false);
    }
}
