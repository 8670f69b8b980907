package dev.usher.worker;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.SqsText;
import dev.usher.sqs.StackFrames;
import dev.usher.worker.Codec.Parsed;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees messages through from receive to delete, one after the other. */
final class MessageProcessor {
    private static final Logger log = LoggerFactory.getLogger(MessageProcessor.class);

    private final MessageReader messageReader;
    private final Settlement settlement;
    private final InFlightMessages inFlightMessages;
    private final MessageHandling messageHandling;
    private final RequestLog requestLog;
    private final ProcessingMetrics meters;

    MessageProcessor(
            MessageReader messageReader,
            Settlement settlement,
            InFlightMessages inFlightMessages,
            MessageHandling messageHandling,
            RequestLog requestLog,
            ProcessingMetrics meters) {
        this.messageReader = messageReader;
        this.settlement = settlement;
        this.inFlightMessages = inFlightMessages;
        this.messageHandling = messageHandling;
        this.requestLog = requestLog;
        this.meters = meters;
    }

    /**
     * Attends to one message, or to those of a FIFO group in their order. After anything but a
     * final answer the rest goes back unseen, so that the order holds.
     *
     * @param open asked before each message; false sends the rest back too
     * @param done called once a message
     * @return whether every message was done with for good
     */
    boolean attend(List<InFlightMessage> run, BooleanSupplier open, Runnable done) {
        int attended = 0;
        boolean goOn = true;
        try {
            while (goOn && attended < run.size() && open.getAsBoolean()) {
                InFlightMessage inFlightMessage = run.get(attended);
                if (!inFlightMessage.held()) {
                    break;
                }
                inFlightMessage.begin();
                attended++;
                try {
                    goOn = attend(inFlightMessage);
                } finally {
                    inFlightMessages.forget(inFlightMessage);
                    done.run();
                }
            }
        } finally {
            List<InFlightMessage> rest = run.subList(attended, run.size());
            try {
                inFlightMessages.release(rest, Duration.ZERO);
            } finally {
                rest.forEach(inFlightMessage -> done.run());
            }
        }
        return goOn && attended == run.size();
    }

    private boolean attend(InFlightMessage inFlightMessage) {
        ProcessingMetrics.Span span = meters.begin();
        LogContext.enter(inFlightMessage.message());
        try {
            ReceivedRequest receivedRequest = messageReader.read(inFlightMessage.message());
            inFlightMessage.read(receivedRequest.id());
            span.read(receivedRequest);
            SettlementResult settlementResult =
                    settlement.settle(
                            inFlightMessage,
                            receivedRequest,
                            verdict(inFlightMessage, receivedRequest),
                            messageHandling);
            span.settled(settlementResult);
            note(inFlightMessage, receivedRequest, settlementResult);
            return settlementResult.done();
        } catch (Throwable e) { // whatever it is, the message must not be lost nor the permit leak
            span.broken(e);
            log.error("Message {}: {}", inFlightMessage.message().messageId(), StackFrames.of(e));
            settlement.broken(inFlightMessage);
            return false;
        } finally {
            LogContext.leave();
            span.end();
        }
    }

    /** The message has had its fate, whatever becomes of the line that tells it. */
    private void note(
            InFlightMessage inFlightMessage,
            ReceivedRequest receivedRequest,
            SettlementResult settlementResult) {
        try {
            requestLog.note(receivedRequest, settlementResult, inFlightMessage.taken());
        } catch (Throwable e) {
            log.error(
                    "Message {} has no line: {}",
                    inFlightMessage.message().messageId(),
                    StackFrames.of(e));
        }
    }

    private HandlerResult verdict(
            InFlightMessage inFlightMessage, ReceivedRequest receivedRequest) {
        return switch (receivedRequest.parsed()) {
            case Parsed.Valid(var request) ->
                    messageHandling
                            .handler()
                            .handle(
                                    new Delivery(
                                            request,
                                            receivedRequest.message().messageId(),
                                            receivedRequest.firstSent(),
                                            receivedRequest.earlierDelivery(),
                                            receivedRequest.message().system().receiveCount(),
                                            inFlightMessage));
            case Parsed.Invalid(@Nullable String id, _, _, String problems) -> {
                Failure failure =
                        Failure.of(FailureCode.INVALID_REQUEST, SqsText.shortened(problems));
                yield id == null
                        ? new HandlerResult.DeadLettered(failure, failure, 0)
                        : new HandlerResult.Answered(new Result.Failed(failure), false, 0);
            }
        };
    }
}
