package dev.usher.flow;

/** A fault that a later try may not meet again: throttling, a 5xx, a broken connection. */
public final class TransientFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unclear;
    private final boolean throttled;

    /**
     * @param what the error code or the kind of fault; no input
     * @param unclear whether the call may have had its effect all the same
     */
    public TransientFault(String what, boolean unclear) {
        this(what, unclear, false);
    }

    /**
     * @param throttled whether the quota is used up for everybody, so that it says nothing of the
     *     request
     */
    public TransientFault(String what, boolean unclear, boolean throttled) {
        super(what, null, false, false);
        this.unclear = unclear;
        this.throttled = throttled;
    }

    public boolean throttled() {
        return throttled;
    }

    public boolean unclear() {
        return unclear;
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
