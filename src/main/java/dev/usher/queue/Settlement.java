package dev.usher.queue;

import dev.usher.flow.Verdict;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.queue.Queue.Outcome;
import dev.usher.queue.Queue.Visibility;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to a message what its verdict says. The order is what makes a crash harmless: dead letter,
 * reply, delete, each accepted by SQS before the next begins.
 */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    /** How long a message is hidden that met an outage or a fault of the operator's. */
    static final Duration HELD_DELAY = Duration.ofSeconds(5);

    /** From here on it waits longer and longer, or SQS's redrive would bury it in the end. */
    private static final int MANY_RECEIVES = 10;

    private static final Duration BACKOFF_BASE = Duration.ofSeconds(1);
    private static final Duration BACKOFF_CAP = Duration.ofMinutes(15);

    private final Lane lane;
    private final Leases leases;
    private final Hold hold;
    private final Senders senders;
    private final Backoff backoff;
    private final RequestMeters meters;

    /** Everything that goes out, batched. */
    record Senders(
            Answers answers,
            DeadLetters deadLetters,
            Batcher<String> deletes,
            Batcher<Visibility> releases) {}

    Settlement(Lane lane, Leases leases, Hold hold, Senders senders, Surroundings surroundings) {
        this.lane = lane;
        this.leases = leases;
        this.hold = hold;
        this.senders = senders;
        this.backoff = new Backoff(BACKOFF_BASE, BACKOFF_CAP, surroundings.random());
        this.meters = new RequestMeters(surroundings.registry());
    }

    /**
     * Acts on a verdict.
     *
     * @param work the probe for what the handler reports as held
     * @return whether the message is done with, so that the next of its group may follow
     */
    boolean settle(Lease lease, Inquiry inquiry, Verdict verdict, Work work) {
        if (lease.abandoned()) {
            return false;
        }
        return switch (verdict) {
            case Verdict.Answered(Result result, boolean duplicate, int attempts) ->
                    answer(lease, inquiry, result, duplicate, attempts) && delete(lease);
            case Verdict.DeadLettered(Failure reason, Failure answer, int attempts) ->
                    bury(lease, inquiry, reason, attempts)
                            && tell(lease, inquiry, answer, attempts)
                            && delete(lease);
            case Verdict.Postponed(Duration delay, _) -> release(lease, delay, "postponed");
            case Verdict.Faulted(int attempts, _) ->
                    release(lease, backoff.after(attempts), "faulted");
            case Verdict.Held(String fault, boolean passes) -> {
                hold.raise("requests cannot be done", new Hold.Fault(fault, work.probe(), passes));
                yield release(lease, heldDelay(lease), "held");
            }
        };
    }

    /** A bug in the handler, or in here: back off by what SQS counts, as nobody else did. */
    void broken(Lease lease) {
        int count = lease.message().system().receiveCount();
        boolean _ = release(lease, backoff.after(count), "broken");
    }

    private boolean answer(
            Lease lease, Inquiry inquiry, Result result, boolean duplicate, int attempts) {
        return switch (senders.answers().send(inquiry, result, duplicate, attempts)) {
            case Outcome.Done() -> {
                meters.answered(inquiry.parsed(), result, duplicate);
                yield true;
            }
            case Outcome.Retryable(String code) -> unsent(inquiry.replyQueue(), lease, code);
            case Outcome.Unavailable(String code) -> unsent(inquiry.replyQueue(), lease, code);
            // Trying again will not help: it must lie somewhere instead.
            case Outcome.Refused(String code) ->
                    bury(
                            lease,
                            inquiry,
                            Failure.of(
                                    FailureCode.RETRIES_EXHAUSTED,
                                    "SQS refuses the reply: " + code),
                            attempts);
        };
    }

    /** The reply to what is a dead letter already. */
    private boolean tell(Lease lease, Inquiry inquiry, Failure answer, int attempts) {
        Result result = new Result.Failed(answer);
        return switch (senders.answers().send(inquiry, result, false, attempts)) {
            case Outcome.Done() -> {
                meters.answered(inquiry.parsed(), result, false);
                yield true;
            }
            case Outcome.Retryable(String code) -> unsent(inquiry.replyQueue(), lease, code);
            case Outcome.Unavailable(String code) -> unsent(inquiry.replyQueue(), lease, code);
            case Outcome.Refused(String code) -> {
                refused(inquiry.replyQueue(), lease, code);
                yield true;
            }
        };
    }

    private boolean bury(Lease lease, Inquiry inquiry, Failure reason, int attempts) {
        return switch (senders.deadLetters().send(inquiry, reason, attempts)) {
            case Outcome.Done() -> true;
            case Outcome.Retryable(String code) -> unsent(lane.deadLetters(), lease, code);
            case Outcome.Unavailable(String code) -> unsent(lane.deadLetters(), lease, code);
            case Outcome.Refused(String code) -> {
                refused(lane.deadLetters(), lease, code);
                broken(lease);
                yield false;
            }
        };
    }

    private static void refused(Queue queue, Lease lease, String code) {
        String messageId = lease.message().messageId();
        log.error("{} refuses what message {} came to: {}", queue.name(), messageId, code);
    }

    private boolean unsent(Queue queue, Lease lease, String code) {
        hold.raise(queue, "cannot send: " + code);
        return release(lease, heldDelay(lease), "unsent");
    }

    private static Duration heldDelay(Lease lease) {
        int beyond = lease.message().system().receiveCount() - MANY_RECEIVES;
        Duration grown = HELD_DELAY.multipliedBy(1L << Math.clamp(beyond, 0, 10));
        return grown.compareTo(BACKOFF_CAP) < 0 ? grown : BACKOFF_CAP;
    }

    /**
     * Always true: the work is done and told, and a message that comes again is answered again. It
     * is tried on a lost lease too, with the newest receipt handle that we have.
     */
    private boolean delete(Lease lease) {
        Outcome outcome = leases.finish(lease, senders.deletes()::submit);
        if (outcome instanceof Outcome.Unavailable(String code)) {
            hold.raise(lane.requests(), "cannot delete: " + code);
        } else if (!(outcome instanceof Outcome.Done)) {
            log.warn("Message {} is not deleted: {}", lease.message().messageId(), outcome);
        }
        return true;
    }

    /** Always false. Leaves alone what is not ours any more. */
    private boolean release(Lease lease, Duration delay, String reason) {
        if (!lease.held()) {
            leases.forget(lease);
            return false;
        }
        Outcome outcome =
                leases.finish(
                        lease,
                        handle ->
                                senders.releases()
                                        .submit(new Visibility(handle, within(delay, lease))));
        meters.released(reason, 1);
        if (!(outcome instanceof Outcome.Done)) {
            log.warn("Message {} is not released: {}", lease.message().messageId(), outcome);
        }
        return false;
    }

    /** In whole seconds, rounded up, and no more than SQS still allows. */
    private static Duration within(Duration delay, Lease lease) {
        Duration seconds = Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
        Duration most = Duration.ofSeconds(lease.left().toSeconds());
        Duration least = seconds.isNegative() ? Duration.ZERO : seconds;
        return least.compareTo(most) < 0 ? least : most;
    }
}
