package dev.usher.worker;

import dev.usher.flow.Verdict;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.sqs.RequestMeters;
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

    /** Kept its answer from going out: the drain was over. */
    private static final String ABANDONED = "abandoned";

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

    Settlement(Lane lane, Leases leases, Hold hold, Senders senders, WorkerRuntime surroundings) {
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
     */
    Fate settle(Lease lease, Inquiry inquiry, Verdict verdict, Work work) {
        if (lease.abandoned()) {
            return new Fate.Again(verdict, ABANDONED);
        }
        return switch (verdict) {
            case Verdict.Answered answered -> deleted(lease, answer(lease, inquiry, answered));
            case Verdict.DeadLettered dead -> {
                Fate fate = bury(lease, inquiry, verdict, dead.reason(), dead.attempts());
                yield deleted(lease, fate.done() ? tell(lease, inquiry, dead, fate) : fate);
            }
            case Verdict.Postponed(Duration delay, _) -> {
                release(lease, delay, "postponed");
                yield new Fate.Again(verdict, "");
            }
            case Verdict.Faulted(int attempts, _) -> {
                release(lease, backoff.after(attempts), "faulted");
                yield new Fate.Again(verdict, "");
            }
            case Verdict.Held(String fault, boolean passes) -> {
                hold.raise("requests cannot be done", new Hold.Fault(fault, work.probe(), passes));
                release(lease, heldDelay(lease), "held");
                yield new Fate.Again(verdict, "");
            }
        };
    }

    /** A bug in the handler, or in here: back off by what SQS counts, as nobody else did. */
    void broken(Lease lease) {
        int count = lease.message().system().receiveCount();
        release(lease, backoff.after(count), "broken");
    }

    private Fate answer(Lease lease, Inquiry inquiry, Verdict.Answered verdict) {
        Outcome outcome =
                senders.answers()
                        .send(inquiry, verdict.result(), verdict.duplicate(), verdict.attempts());
        return switch (outcome) {
            case Outcome.Done() -> {
                meters.answered(inquiry.parsed(), verdict.result(), verdict.duplicate());
                yield new Fate.Answered(verdict);
            }
            case Outcome.Retryable(String code) ->
                    unsent(inquiry.replyQueue(), lease, verdict, code);
            case Outcome.Unavailable(String code) ->
                    unsent(inquiry.replyQueue(), lease, verdict, code);
            // Trying again will not help: it must lie somewhere instead.
            case Outcome.Refused(String code) ->
                    bury(
                            lease,
                            inquiry,
                            verdict,
                            Failure.of(
                                    FailureCode.RETRIES_EXHAUSTED,
                                    "SQS refuses the reply: " + code),
                            verdict.attempts());
        };
    }

    /**
     * The reply to what is a dead letter already.
     *
     * @param buried what becomes of the message then
     */
    private Fate tell(Lease lease, Inquiry inquiry, Verdict.DeadLettered verdict, Fate buried) {
        Result result = new Result.Failed(verdict.answer());
        return switch (senders.answers().send(inquiry, result, false, verdict.attempts())) {
            case Outcome.Done() -> {
                meters.answered(inquiry.parsed(), result, false);
                yield buried;
            }
            case Outcome.Retryable(String code) ->
                    unsent(inquiry.replyQueue(), lease, verdict, code);
            case Outcome.Unavailable(String code) ->
                    unsent(inquiry.replyQueue(), lease, verdict, code);
            case Outcome.Refused(String code) -> {
                refused(inquiry.replyQueue(), lease, code);
                yield buried;
            }
        };
    }

    private Fate bury(Lease lease, Inquiry inquiry, Verdict verdict, Failure reason, int attempts) {
        return switch (senders.deadLetters().send(inquiry, reason, attempts)) {
            case Outcome.Done() -> new Fate.Buried(reason.code(), attempts);
            case Outcome.Retryable(String code) -> unsent(lane.deadLetters(), lease, verdict, code);
            case Outcome.Unavailable(String code) ->
                    unsent(lane.deadLetters(), lease, verdict, code);
            case Outcome.Refused(String code) -> {
                refused(lane.deadLetters(), lease, code);
                broken(lease);
                yield new Fate.Again(verdict, code);
            }
        };
    }

    private static void refused(Queue queue, Lease lease, String code) {
        String messageId = lease.message().messageId();
        log.error("{} refuses what message {} came to: {}", queue.name(), messageId, code);
    }

    private Fate unsent(Queue queue, Lease lease, Verdict verdict, String code) {
        hold.raise(queue, "cannot send: " + code);
        release(lease, heldDelay(lease), "unsent");
        return new Fate.Again(verdict, code);
    }

    private static Duration heldDelay(Lease lease) {
        int beyond = lease.message().system().receiveCount() - MANY_RECEIVES;
        Duration grown = HELD_DELAY.multipliedBy(1L << Math.clamp(beyond, 0, 10));
        return grown.compareTo(BACKOFF_CAP) < 0 ? grown : BACKOFF_CAP;
    }

    /**
     * Deletes the message if it is done with. If that fails, the work is done and told all the
     * same, and a message that comes again is answered again. It is tried on a lost lease too, with
     * the newest receipt handle that we have.
     */
    private Fate deleted(Lease lease, Fate fate) {
        if (!fate.done()) {
            return fate;
        }
        Outcome outcome = leases.finish(lease, senders.deletes()::submit);
        if (outcome instanceof Outcome.Unavailable(String code)) {
            hold.raise(lane.requests(), "cannot delete: " + code);
        } else if (!(outcome instanceof Outcome.Done)) {
            log.warn("Message {} is not deleted: {}", lease.message().messageId(), outcome);
        }
        return fate;
    }

    /** Leaves alone what is not ours any more. */
    private void release(Lease lease, Duration delay, String reason) {
        if (!lease.held()) {
            leases.forget(lease);
            return;
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
    }

    /** In whole seconds, rounded up, and no more than SQS still allows. */
    private static Duration within(Duration delay, Lease lease) {
        Duration seconds = Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
        Duration most = Duration.ofSeconds(lease.left().toSeconds());
        Duration least = seconds.isNegative() ? Duration.ZERO : seconds;
        return least.compareTo(most) < 0 ? least : most;
    }
}
