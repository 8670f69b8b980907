package dev.usher.flow;

/** Lets a side effect pass only while this attempt still owns its request. */
public interface Fence {
    /** Lets everything pass; for reads and probes that belong to no request. */
    Fence OPEN = () -> {};

    /**
     * Returns if the attempt may make one more call, which must not last longer than {@link
     * Claim#CALL_TIMEOUT}.
     *
     * @throws ClaimLost if another attempt may have taken the request over
     */
    void check();

    /** The attempt waits for quota from now on, for as long as that takes. */
    default void waits() {}

    /** It waits no more. */
    default void goesOn() {}

    /** Lets everything pass, and reports the waits. */
    static Fence open(Delivery.InFlight message) {
        return new Fence() {
            @Override
            public void check() {}

            @Override
            public void waits() {
                message.waits();
            }

            @Override
            public void goesOn() {
                message.goesOn();
            }
        };
    }
}
