package dev.usher.worker;

import dev.usher.flow.HandlerResult;
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
    private final InFlightMessages inFlightMessages;
    private final PollingBreaker pollingBreaker;
    private final Senders senders;
    private final Backoff backoff;
    private final RequestMeters meters;

    /** Everything that goes out, batched. */
    record Senders(
            ReplySender answers,
            DeadLetters deadLetters,
            Batcher<String> deletes,
            Batcher<Visibility> releases) {}

    Settlement(
            Lane lane,
            InFlightMessages inFlightMessages,
            PollingBreaker pollingBreaker,
            Senders senders,
            WorkerRuntime surroundings) {
        this.lane = lane;
        this.inFlightMessages = inFlightMessages;
        this.pollingBreaker = pollingBreaker;
        this.senders = senders;
        this.backoff = new Backoff(BACKOFF_BASE, BACKOFF_CAP, surroundings.random());
        this.meters = new RequestMeters(surroundings.registry());
    }

    /**
     * Acts on a verdict.
     *
     * @param messageHandling the probe for what the handler reports as held
     */
    SettlementResult settle(
            InFlightMessage inFlightMessage,
            ReceivedRequest receivedRequest,
            HandlerResult handlerResult,
            MessageHandling messageHandling) {
        if (inFlightMessage.abandoned()) {
            return new SettlementResult.Again(handlerResult, ABANDONED);
        }
        return switch (handlerResult) {
            case HandlerResult.Answered answered ->
                    deleted(inFlightMessage, answer(inFlightMessage, receivedRequest, answered));
            case HandlerResult.DeadLettered dead -> {
                SettlementResult settlementResult =
                        bury(
                                inFlightMessage,
                                receivedRequest,
                                handlerResult,
                                dead.reason(),
                                dead.attempts());
                yield deleted(
                        inFlightMessage,
                        settlementResult.done()
                                ? tell(inFlightMessage, receivedRequest, dead, settlementResult)
                                : settlementResult);
            }
            case HandlerResult.Postponed(Duration delay, _) -> {
                release(inFlightMessage, delay, "postponed");
                yield new SettlementResult.Again(handlerResult, "");
            }
            case HandlerResult.Faulted(int attempts, _) -> {
                release(inFlightMessage, backoff.after(attempts), "faulted");
                yield new SettlementResult.Again(handlerResult, "");
            }
            case HandlerResult.Held(String fault, boolean passes) -> {
                pollingBreaker.raise(
                        "requests cannot be done",
                        new PollingBreaker.Fault(fault, messageHandling.probe(), passes));
                release(inFlightMessage, heldDelay(inFlightMessage), "held");
                yield new SettlementResult.Again(handlerResult, "");
            }
        };
    }

    /** A bug in the handler, or in here: back off by what SQS counts, as nobody else did. */
    void broken(InFlightMessage inFlightMessage) {
        int count = inFlightMessage.message().system().receiveCount();
        release(inFlightMessage, backoff.after(count), "broken");
    }

    private SettlementResult answer(
            InFlightMessage inFlightMessage,
            ReceivedRequest receivedRequest,
            HandlerResult.Answered handlerResult) {
        Outcome outcome =
                senders.answers()
                        .send(
                                receivedRequest,
                                handlerResult.result(),
                                handlerResult.duplicate(),
                                handlerResult.attempts());
        return switch (outcome) {
            case Outcome.Done() -> {
                meters.answered(
                        receivedRequest.parsed(),
                        handlerResult.result(),
                        handlerResult.duplicate());
                yield new SettlementResult.Answered(handlerResult);
            }
            case Outcome.Retryable(String code) ->
                    unsent(receivedRequest.replyQueue(), inFlightMessage, handlerResult, code);
            case Outcome.Unavailable(String code) ->
                    unsent(receivedRequest.replyQueue(), inFlightMessage, handlerResult, code);
            // Trying again will not help: it must lie somewhere instead.
            case Outcome.Refused(String code) ->
                    bury(
                            inFlightMessage,
                            receivedRequest,
                            handlerResult,
                            Failure.of(
                                    FailureCode.RETRIES_EXHAUSTED,
                                    "SQS refuses the reply: " + code),
                            handlerResult.attempts());
        };
    }

    /**
     * The reply to what is a dead letter already.
     *
     * @param buried what becomes of the message then
     */
    private SettlementResult tell(
            InFlightMessage inFlightMessage,
            ReceivedRequest receivedRequest,
            HandlerResult.DeadLettered handlerResult,
            SettlementResult buried) {
        Result result = new Result.Failed(handlerResult.answer());
        return switch (senders.answers()
                .send(receivedRequest, result, false, handlerResult.attempts())) {
            case Outcome.Done() -> {
                meters.answered(receivedRequest.parsed(), result, false);
                yield buried;
            }
            case Outcome.Retryable(String code) ->
                    unsent(receivedRequest.replyQueue(), inFlightMessage, handlerResult, code);
            case Outcome.Unavailable(String code) ->
                    unsent(receivedRequest.replyQueue(), inFlightMessage, handlerResult, code);
            case Outcome.Refused(String code) -> {
                refused(receivedRequest.replyQueue(), inFlightMessage, code);
                yield buried;
            }
        };
    }

    private SettlementResult bury(
            InFlightMessage inFlightMessage,
            ReceivedRequest receivedRequest,
            HandlerResult handlerResult,
            Failure reason,
            int attempts) {
        return switch (senders.deadLetters().send(receivedRequest, reason, attempts)) {
            case Outcome.Done() -> new SettlementResult.Buried(reason.code(), attempts);
            case Outcome.Retryable(String code) ->
                    unsent(lane.deadLetters(), inFlightMessage, handlerResult, code);
            case Outcome.Unavailable(String code) ->
                    unsent(lane.deadLetters(), inFlightMessage, handlerResult, code);
            case Outcome.Refused(String code) -> {
                refused(lane.deadLetters(), inFlightMessage, code);
                broken(inFlightMessage);
                yield new SettlementResult.Again(handlerResult, code);
            }
        };
    }

    private static void refused(Queue queue, InFlightMessage inFlightMessage, String code) {
        String messageId = inFlightMessage.message().messageId();
        log.error("{} refuses what message {} came to: {}", queue.name(), messageId, code);
    }

    private SettlementResult unsent(
            Queue queue,
            InFlightMessage inFlightMessage,
            HandlerResult handlerResult,
            String code) {
        pollingBreaker.raise(queue, "cannot send: " + code);
        release(inFlightMessage, heldDelay(inFlightMessage), "unsent");
        return new SettlementResult.Again(handlerResult, code);
    }

    private static Duration heldDelay(InFlightMessage inFlightMessage) {
        int beyond = inFlightMessage.message().system().receiveCount() - MANY_RECEIVES;
        Duration grown = HELD_DELAY.multipliedBy(1L << Math.clamp(beyond, 0, 10));
        return grown.compareTo(BACKOFF_CAP) < 0 ? grown : BACKOFF_CAP;
    }

    /**
     * Deletes the message if it is done with. If that fails, the work is done and told all the
     * same, and a message that comes again is answered again. It is tried on a lost lease too, with
     * the newest receipt handle that we have.
     */
    private SettlementResult deleted(
            InFlightMessage inFlightMessage, SettlementResult settlementResult) {
        if (!settlementResult.done()) {
            return settlementResult;
        }
        Outcome outcome = inFlightMessages.finish(inFlightMessage, senders.deletes()::submit);
        if (outcome instanceof Outcome.Unavailable(String code)) {
            pollingBreaker.raise(lane.requests(), "cannot delete: " + code);
        } else if (!(outcome instanceof Outcome.Done)) {
            log.warn(
                    "Message {} is not deleted: {}",
                    inFlightMessage.message().messageId(),
                    outcome);
        }
        return settlementResult;
    }

    /** Leaves alone what is not ours any more. */
    private void release(InFlightMessage inFlightMessage, Duration delay, String reason) {
        if (!inFlightMessage.held()) {
            inFlightMessages.forget(inFlightMessage);
            return;
        }
        Outcome outcome =
                inFlightMessages.finish(
                        inFlightMessage,
                        handle ->
                                senders.releases()
                                        .submit(
                                                new Visibility(
                                                        handle, within(delay, inFlightMessage))));
        meters.released(reason, 1);
        if (!(outcome instanceof Outcome.Done)) {
            log.warn(
                    "Message {} is not released: {}",
                    inFlightMessage.message().messageId(),
                    outcome);
        }
    }

    /** In whole seconds, rounded up, and no more than SQS still allows. */
    private static Duration within(Duration delay, InFlightMessage inFlightMessage) {
        Duration seconds = Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
        Duration most = Duration.ofSeconds(inFlightMessage.left().toSeconds());
        Duration least = seconds.isNegative() ? Duration.ZERO : seconds;
        return least.compareTo(most) < 0 ? least : most;
    }
}
