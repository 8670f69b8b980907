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

    /** The walk waits from now on for quota, which may take as long as others want all of it. */
    default void waits() {}

    /** It waits no more. */
    default void goesOn() {}

    /** Lets everything pass, and tells of the waits. */
    static Fence open(Delivery.Lease lease) {
        return new Fence() {
            @Override
            public void check() {}

            @Override
            public void waits() {
                lease.waits();
            }

            @Override
            public void goesOn() {
                lease.goesOn();
            }
        };
    }
}
