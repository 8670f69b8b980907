package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to a message what its handler's result asks for. The order is what makes a crash harmless:
 * dead letter, reply, delete, each accepted by SQS before the next begins.
 */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    /** How long a message is hidden that met an outage or an operator fault. */
    static final Duration HELD_DELAY = Duration.ofSeconds(5);

    /** From here on the delay grows, so that SQS's redrive does not dead-letter the message. */
    private static final int MANY_RECEIVES = 10;

    /** The code of a message that was not settled because the drain was over. */
    private static final String ABANDONED = "abandoned";

    private static final Duration BACKOFF_BASE = Duration.ofSeconds(1);
    private static final Duration BACKOFF_CAP = Duration.ofMinutes(15);

    private final Lane lane;
    private final MessagesInProgress inProgress;
    private final PollingBreaker breaker;
    private final Senders senders;
    private final Backoff backoff;
    private final RequestMeters meters;

    /** Everything that is sent, in batches. */
    record Senders(
            ReplySender replies,
            DeadLetters deadLetters,
            Batcher<String> deletes,
            Batcher<Visibility> releases) {
        /**
         * Those of a lane.
         *
         * @param working how many threads might send something
         */
        static Senders of(Lane lane, KeyRing keys, IntSupplier working, WorkerRuntime runtime) {
            Queue requests = lane.requests();
            SqsSender sender = new SqsSender(requests.name(), keys, working, runtime);
            return new Senders(
                    new ReplySender(sender, runtime.clock()),
                    new DeadLetters(lane, keys, sender, runtime),
                    new Batcher<>(requests::delete, _ -> 0, working, runtime),
                    new Batcher<>(requests::changeVisibility, _ -> 0, working, runtime));
        }
    }

    Settlement(
            Lane lane,
            MessagesInProgress inProgress,
            PollingBreaker breaker,
            Senders senders,
            WorkerRuntime runtime) {
        this.lane = lane;
        this.inProgress = inProgress;
        this.breaker = breaker;
        this.senders = senders;
        this.backoff = new Backoff(BACKOFF_BASE, BACKOFF_CAP, runtime.random());
        this.meters = new RequestMeters(runtime.registry());
    }

    SettlementResult settle(
            MessageInProgress message, ReceivedRequest request, HandlerResult handled) {
        if (message.abandoned()) {
            return new SettlementResult.GivenBack(handled, ABANDONED);
        }
        return switch (handled) {
            case HandlerResult.Answered answered ->
                    delete(message, reply(message, request, answered));
            case HandlerResult.DeadLettered dead -> {
                SettlementResult result =
                        deadLetter(message, request, dead, dead.reason(), dead.attempts());
                yield delete(
                        message, result.done() ? reply(message, request, dead, result) : result);
            }
            case HandlerResult.Postponed(Duration delay, _) -> {
                release(message, delay, "postponed");
                yield new SettlementResult.GivenBack(handled, "");
            }
            case HandlerResult.Faulted(int attempts, _) -> {
                release(message, backoff.after(attempts), "faulted");
                yield new SettlementResult.GivenBack(handled, "");
            }
            case HandlerResult.Held(String fault, boolean passes) -> {
                breaker.handlerFault(fault, passes);
                release(message, heldDelay(message), "held");
                yield new SettlementResult.GivenBack(handled, "");
            }
        };
    }

    private SettlementResult reply(
            MessageInProgress message, ReceivedRequest request, HandlerResult.Answered handled) {
        Outcome outcome =
                senders.replies()
                        .send(request, handled.result(), handled.duplicate(), handled.attempts());
        return switch (outcome) {
            case Outcome.Done _ -> {
                meters.answered(request.reading(), handled.result(), handled.duplicate());
                yield new SettlementResult.Answered(handled);
            }
            // SQS will never accept this reply; dead-letter the request.
            case Outcome.Refused(String code) ->
                    deadLetter(
                            message,
                            request,
                            handled,
                            Failure.of(
                                    FailureCode.RETRIES_EXHAUSTED,
                                    "SQS refuses the reply: " + code),
                            handled.attempts());
            case Outcome.Retryable _, Outcome.Unavailable _ ->
                    unsent(request.replyQueue(), message, handled, outcome.code());
        };
    }

    /**
     * The reply to a request that is a dead letter already.
     *
     * @param deadLettered the result if nothing keeps the reply from being sent
     */
    private SettlementResult reply(
            MessageInProgress message,
            ReceivedRequest request,
            HandlerResult.DeadLettered handled,
            SettlementResult deadLettered) {
        Result result = new Result.Failed(handled.answer());
        Outcome outcome = senders.replies().send(request, result, false, handled.attempts());
        return switch (outcome) {
            case Outcome.Done _ -> {
                meters.answered(request.reading(), result, false);
                yield deadLettered;
            }
            case Outcome.Refused(String code) -> {
                refused(request.replyQueue(), message, code);
                yield deadLettered;
            }
            case Outcome.Retryable _, Outcome.Unavailable _ ->
                    unsent(request.replyQueue(), message, handled, outcome.code());
        };
    }

    private SettlementResult deadLetter(
            MessageInProgress message,
            ReceivedRequest request,
            HandlerResult handled,
            Failure reason,
            int attempts) {
        Outcome outcome = senders.deadLetters().send(request, reason, attempts);
        return switch (outcome) {
            case Outcome.Done _ -> new SettlementResult.DeadLettered(reason.code(), attempts);
            case Outcome.Refused(String code) -> {
                refused(lane.deadLetters(), message, code);
                broken(message);
                yield new SettlementResult.GivenBack(handled, code);
            }
            case Outcome.Retryable _, Outcome.Unavailable _ ->
                    unsent(lane.deadLetters(), message, handled, outcome.code());
        };
    }

    private static void refused(Queue queue, MessageInProgress message, String code) {
        log.error(
                "{} refuses the reply or dead letter of message {}: {}",
                queue.name(),
                message.messageId(),
                code);
    }

    private SettlementResult unsent(
            Queue queue, MessageInProgress message, HandlerResult handled, String code) {
        breaker.queueFault(queue, "cannot send: " + code);
        release(message, heldDelay(message), "unsent");
        return new SettlementResult.GivenBack(handled, code);
    }

    private static Duration heldDelay(MessageInProgress message) {
        int beyond = message.message().system().receiveCount() - MANY_RECEIVES;
        Duration grown = HELD_DELAY.multipliedBy(1L << Math.clamp(beyond, 0, 10));
        return grown.compareTo(BACKOFF_CAP) < 0 ? grown : BACKOFF_CAP;
    }

    /**
     * Deletes the message if it is settled, also when it is hidden no more. If the delete fails,
     * the message is delivered and answered again.
     */
    private SettlementResult delete(MessageInProgress message, SettlementResult result) {
        if (!result.done()) {
            return result;
        }
        Outcome outcome = inProgress.finish(message, senders.deletes()::submit);
        if (outcome instanceof Outcome.Unavailable(String code)) {
            breaker.queueFault(lane.requests(), "cannot delete: " + code);
        } else if (!(outcome instanceof Outcome.Done)) {
            log.warn("Message {} is not deleted: {}", message.messageId(), outcome);
        }
        return result;
    }

    /** After a bug in the handler or in here: backs off by SQS's receive count. */
    void broken(MessageInProgress message) {
        int count = message.message().system().receiveCount();
        release(message, backoff.after(count), "broken");
    }

    /** Does nothing to a message that is hidden no more: another worker may have it. */
    private void release(MessageInProgress message, Duration delay, String reason) {
        if (!message.held()) {
            inProgress.forget(message);
            return;
        }
        Outcome outcome =
                inProgress.finish(
                        message,
                        handle ->
                                senders.releases()
                                        .submit(new Visibility(handle, within(delay, message))));
        meters.released(reason, 1);
        if (!(outcome instanceof Outcome.Done)) {
            log.warn("Message {} is not released: {}", message.messageId(), outcome);
        }
    }

    /** In whole seconds, rounded up, and no more than SQS still allows. */
    private static Duration within(Duration delay, MessageInProgress message) {
        Duration seconds = Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
        Duration most = Duration.ofSeconds(message.left().toSeconds());
        Duration least = seconds.isNegative() ? Duration.ZERO : seconds;
        return least.compareTo(most) < 0 ? least : most;
    }
}
