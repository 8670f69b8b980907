package dev.usher.flow;

/** A fault that a later attempt may not meet: throttling, a 5xx, a broken connection. */
public final class TransientFault extends AttemptFault {
    private static final long serialVersionUID = 1L;

    private final boolean throttled;

    public TransientFault(String what, boolean unclear) {
        this(what, unclear, false);
    }

    /**
     * @param throttled whether the quota is used up for every request, so that no attempt counts
     */
    public TransientFault(String what, boolean unclear, boolean throttled) {
        super(what, unclear);
        this.throttled = throttled;
    }

    public boolean throttled() {
        return throttled;
    }
}
