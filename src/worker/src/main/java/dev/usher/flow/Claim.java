package dev.usher.flow;

import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.flow.UserPool.Found;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One attempt's claim on the ledger row of its {@code id}. Not thread-safe. */
final class Claim implements Fence {
    /**
     * No call to Cognito lasts longer. A call that passes the fence is over before the lease is, so
     * that no other attempt's call can come between.
     */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** How far Cognito's clock, SQS's and this machine's may be apart. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    static final Result ID_REUSED =
            Result.Failed.of(
                    FailureCode.ID_REUSED,
                    "/id stands for another request that is in progress or has succeeded, or for another"
                            + " type, username or finish");

    private final Ledger ledger;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Duration lease;
    private Claimed claimed;
    private boolean taken;

    /**
     * The row, and what earlier attempts may have left.
     *
     * @param attempted whether there may have been any
     * @param until no user that they made is younger
     */
    record Claimed(Row row, boolean attempted, Instant until) {
        Claimed with(Row next) {
            return new Claimed(next, attempted, until);
        }
    }

    Claim(Ledger ledger, Delivery delivery, InstantSource clock, Duration lease, Claimed claimed) {
        this.ledger = ledger;
        this.delivery = delivery;
        this.clock = clock;
        this.lease = lease;
        this.claimed = claimed;
    }

    @Override
    public void check() {
        checkMessage();
        Instant now = clock.instant();
        if (now.plus(CALL_TIMEOUT).isAfter(row().processing().leaseUntil())) {
            write(row().leased(now.plus(lease)));
        }
    }

    void checkMessage() {
        if (!delivery.message().held()) {
            throw new ClaimLost("the message's visibility timeout ran out");
        }
    }

    @Override
    public void waits() {
        delivery.message().waits();
    }

    @Override
    public void goesOn() {
        delivery.message().goesOn();
    }

    /** For a cleanup after the claim is lost. */
    Fence unfenced() {
        return Fence.open(delivery.message());
    }

    Row row() {
        return claimed.row();
    }

    /** Attempts at this request that ended in a transient fault so far. */
    int attempts() {
        return ledger.remembers()
                ? row().processing().attempts()
                : Math.max(0, delivery.receiveCount() - 1);
    }

    /** Whether an earlier attempt may have made a user. */
    boolean mayHaveMade() {
        return claimed.attempted();
    }

    /** Whether a user that was created then can be one that an earlier attempt made. */
    boolean mayHaveMadeAt(Instant createdAt) {
        return claimed.attempted()
                && !createdAt.isBefore(row().mark().since().minus(CLOCK_SKEW))
                && !createdAt.isAfter(claimed.until().plus(CLOCK_SKEW));
    }

    /** Whether a user that this id finished may be unmarked, because the ledger was lost. */
    boolean mayHaveForgotten() {
        return claimed.attempted() && row().mark().bornLate();
    }

    /** A create of this attempt may have had its effect, though its answer was lost. */
    void mayNowHaveMade() {
        claimed = new Claimed(row(), true, clock.instant());
    }

    /**
     * Whether an earlier request, unfinished, asked for something else, and may have left its user.
     */
    boolean contentChanged() {
        return row().mark().former() != null;
    }

    /**
     * The earlier request had finished after all: its outcome stands, under its own fingerprint.
     *
     * @return the result of this request, which comes too late
     */
    Result finishFormer(User user) {
        Outcome outcome = Outcome.of(new Result.Succeeded(user, null), delivery.messageId());
        write(row().finishedFormer(clock.instant(), outcome));
        return ID_REUSED;
    }

    /** Whether the user with this sub is the one that this id made. */
    boolean marked(Found found) {
        return found.sameAs(row().mark().sub());
    }

    /** Whether this id has made a user that, as far as is known, is still there. */
    boolean hasUser() {
        return row().mark().sub() != null && !row().mark().gone();
    }

    void mark(@Nullable String sub) {
        write(row().marked(sub));
    }

    /**
     * The user this id made does not exist any more; one that is created from here on may be this
     * id's as well.
     */
    void markGone() {
        write(row().markGone(clock.instant()));
    }

    void beginOnce(boolean begun) {
        write(row().begun(begun));
    }

    void finish(Result result) {
        if (row().outcome() == null) {
            write(row().finished(clock.instant(), Outcome.of(result, delivery.messageId())));
        }
    }

    /** Ends the lease, so that the next delivery need not wait for it to run out. */
    void release(int attempts) {
        write(row().released(clock.instant(), attempts));
    }

    void releaseIfPossible() {
        if (taken) {
            return;
        }
        try {
            release(row().processing().attempts());
        } catch (AttemptFault e) {
            // The lease runs out by itself.
        }
    }

    private void write(Row next) {
        if (ledger.write(next) instanceof Written.Conflict(Row current)) {
            taken = true;
            Outcome outcome = current == null ? null : current.outcome();
            throw new ClaimLost(
                    "another attempt at this id took over",
                    outcome != null && !outcome.succeeded());
        }
        claimed = claimed.with(next);
    }
}
