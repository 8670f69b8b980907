package dev.usher.worker;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.message.Result;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.SqsText;
import dev.usher.sqs.StackFrames;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes messages one after the other: read, handle, settle. */
final class MessageProcessor {
    private static final Logger log = LoggerFactory.getLogger(MessageProcessor.class);

    private final MessagesInProgress inProgress;
    private final MessageReader reader;
    private final MessageHandling handling;
    private final Settlement settlement;
    private final RequestLog requestLog;
    private final ProcessingMetrics metrics;

    MessageProcessor(
            Lane lane,
            MessagesInProgress inProgress,
            MessageHandling handling,
            Settlement settlement,
            WorkerRuntime runtime) {
        String queue = lane.requests().name();
        this.inProgress = inProgress;
        this.reader = new MessageReader(lane, handling.keys(), Requests::read);
        this.handling = handling;
        this.settlement = settlement;
        this.requestLog = new RequestLog(queue, handling, runtime.clock());
        this.metrics = new ProcessingMetrics(queue, runtime.registry());
    }

    /**
     * Processes one message, or those of a FIFO group in their order. After anything but a final
     * answer the rest is given back unread, so that the order holds.
     *
     * @param open asked before each message; false gives the rest back too
     * @param done called once per message
     * @return whether every message is settled for good
     */
    boolean process(List<MessageInProgress> run, BooleanSupplier open, Runnable done) {
        int processed = 0;
        boolean settled = true;
        try {
            while (settled && processed < run.size() && open.getAsBoolean()) {
                MessageInProgress message = run.get(processed);
                if (!message.held()) {
                    break;
                }
                message.begin();
                processed++;
                try {
                    settled = process(message);
                } finally {
                    inProgress.forget(message);
                    done.run();
                }
            }
        } finally {
            List<MessageInProgress> rest = run.subList(processed, run.size());
            try {
                inProgress.release(rest);
            } finally {
                rest.forEach(_ -> done.run());
            }
        }
        return settled && processed == run.size();
    }

    private boolean process(MessageInProgress message) {
        ProcessingMetrics.Span span = metrics.begin();
        LogContext.enter(message.message());
        try {
            ReceivedRequest request = reader.read(message.message());
            message.read(request.id());
            span.read(request);
            HandlerResult handled = handle(message, request);
            SettlementResult result = settlement.settle(message, request, handled);
            span.settled(result);
            log(message, request, result);
            return result.done();
        } catch (Throwable e) { // neither the message nor its permit may be lost
            span.broken(e);
            log.error("Message {}: {}", message.messageId(), StackFrames.of(e));
            settlement.broken(message);
            return false;
        } finally {
            LogContext.leave();
            span.end();
        }
    }

    private HandlerResult handle(MessageInProgress message, ReceivedRequest request) {
        return switch (request.reading()) {
            case RequestReading.Valid valid ->
                    handling.handler()
                            .handle(
                                    new Delivery(
                                            valid.request(),
                                            message.messageId(),
                                            request.firstSent(),
                                            request.earlierDelivery(),
                                            request.message().system().receiveCount(),
                                            message));
            case RequestReading.Invalid invalid -> {
                Failure failure =
                        Failure.of(
                                FailureCode.INVALID_REQUEST, SqsText.shortened(invalid.message()));
                yield invalid.id() == null
                        ? new HandlerResult.DeadLettered(failure, failure, 0)
                        : new HandlerResult.Answered(new Result.Failed(failure), false, 0);
            }
        };
    }

    /** The message is settled, even if its log line fails. */
    private void log(MessageInProgress message, ReceivedRequest request, SettlementResult result) {
        try {
            requestLog.log(request, result, message.taken());
        } catch (Throwable e) {
            log.error("Message {} has no log line: {}", message.messageId(), StackFrames.of(e));
        }
    }
}
