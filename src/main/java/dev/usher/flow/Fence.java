package dev.usher.flow;

/** Stands before every side effect and lets it pass only while this walk still owns its request. */
public interface Fence {
    /** Lets everything pass; for reads and probes that belong to no request. */
    Fence OPEN = () -> {};

    /**
     * Returns if the walk may make one more call, which must not last longer than {@link
     * Claim#CALL_TIMEOUT}.
     *
     * @throws ClaimLost if another walk may have taken the request over
     */
    void check();
}
