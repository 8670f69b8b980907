package dev.usher.flow;

import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.flow.UserPool.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One walk's hold on the ledger row of its {@code id}. Used by the walk's own thread alone. */
final class Claim implements Fence {
    /**
     * No call to Cognito lasts longer. A call that passes the fence is over before the lease is, so
     * that no other walk's call can come between.
     */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Duration lease;
    private Earlier earlier;
    private Row row;

    /**
     * What earlier walks may have left.
     *
     * @param walked whether there may have been any
     * @param until no user that they made is younger
     */
    record Earlier(boolean walked, Instant until) {}

    Claim(
            Ledger ledger,
            Delivery delivery,
            InstantSource clock,
            Duration lease,
            Earlier earlier,
            Row row) {
        this.ledger = ledger;
        this.delivery = delivery;
        this.clock = clock;
        this.lease = lease;
        this.earlier = earlier;
        this.row = row;
    }

    @Override
    public void check() {
        if (!delivery.lease().held()) {
            throw new ClaimLost("the message's visibility timeout ran out");
        }
        Instant now = clock.instant();
        if (now.plus(CALL_TIMEOUT).isAfter(row.leaseUntil())) {
            write(row.leased(now.plus(lease)));
        }
    }

    @Override
    public void waits() {
        delivery.lease().waits();
    }

    @Override
    public void goesOn() {
        delivery.lease().goesOn();
    }

    /** For what is to be put right though the claim is lost. */
    Fence unfenced() {
        return Fence.open(delivery.lease());
    }

    Row row() {
        return row;
    }

    /** Walks of this request that ended in a transient fault so far. */
    int attempts() {
        return ledger.remembers() ? row.attempts() : Math.max(0, delivery.receiveCount() - 1);
    }

    /** Whether an earlier walk may have made a user. */
    boolean mayHaveMade() {
        return earlier.walked();
    }

    /** Whether a user that was created then can be one that an earlier walk made. */
    boolean mayHaveMadeAt(Instant createdAt, Duration skew) {
        return earlier.walked()
                && !createdAt.isBefore(row.since().minus(skew))
                && !createdAt.isAfter(earlier.until().plus(skew));
    }

    /** Whether a user that this id finished may be unmarked, because the ledger forgot. */
    boolean mayHaveForgotten() {
        return earlier.walked() && row.bornLate();
    }

    /** A create of this very walk may have had its effect, though nobody saw it. */
    void mayNowHaveMade() {
        earlier = new Earlier(true, clock.instant());
    }

    /**
     * Whether an earlier request, unfinished, asked for something else, and may have left its user.
     */
    boolean mended() {
        return row.former() != null;
    }

    /**
     * The earlier request had finished after all: its outcome stands, under its own fingerprint.
     */
    void finishFormer(@Nullable String sub, Outcome outcome) {
        write(row.finishedFormer(clock.instant(), sub, outcome));
    }

    /** Whether the user with this sub is the one that this id made. */
    boolean marked(Found found) {
        return found.sameAs(row.mark());
    }

    /** Whether this id has made a user that, as far as is known, is still there. */
    boolean hasUser() {
        return row.mark() != null && !row.gone();
    }

    void mark(@Nullable String sub) {
        write(row.marked(sub));
    }

    /**
     * The user this id made is not there any more; one that comes from here on may be this id's as
     * well.
     */
    void markGone() {
        write(row.markGone(clock.instant()));
    }

    void beginOnce(boolean begun) {
        write(row.begun(begun));
    }

    void finish(@Nullable String sub, Outcome outcome) {
        write(row.finished(clock.instant(), sub, outcome));
    }

    /** Lets go, so that the next delivery need not wait for the lease to end. */
    void release(int attempts) {
        write(row.released(clock.instant(), attempts));
    }

    /** Lets go where nothing hangs on it: the lease ends by itself otherwise. */
    void releaseIfPossible() {
        try {
            release(row.attempts());
        } catch (ClaimLost | ServiceFault e) {
            // The lease ends by itself.
        }
    }

    private void write(Row next) {
        if (ledger.write(next) instanceof Written.Conflict(Row current)) {
            throw new ClaimLost("another walk of this id took over", current);
        }
        row = next;
    }
}
