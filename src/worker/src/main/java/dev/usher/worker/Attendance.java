package dev.usher.worker;

import dev.usher.flow.Delivery;
import dev.usher.flow.Verdict;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.Frames;
import dev.usher.sqs.Text;
import dev.usher.worker.Codec.Parsed;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees messages through from receive to delete, one after the other. */
final class Attendance {
    private static final Logger log = LoggerFactory.getLogger(Attendance.class);

    private final Reception reception;
    private final Settlement settlement;
    private final Leases leases;
    private final Work work;
    private final Journal journal;
    private final WorkMeters meters;

    Attendance(
            Reception reception,
            Settlement settlement,
            Leases leases,
            Work work,
            Journal journal,
            WorkMeters meters) {
        this.reception = reception;
        this.settlement = settlement;
        this.leases = leases;
        this.work = work;
        this.journal = journal;
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
    boolean attend(List<Lease> run, BooleanSupplier open, Runnable done) {
        int attended = 0;
        boolean goOn = true;
        try {
            while (goOn && attended < run.size() && open.getAsBoolean()) {
                Lease lease = run.get(attended);
                if (!lease.held()) {
                    break;
                }
                lease.begin();
                attended++;
                try {
                    goOn = attend(lease);
                } finally {
                    leases.forget(lease);
                    done.run();
                }
            }
        } finally {
            List<Lease> rest = run.subList(attended, run.size());
            try {
                leases.release(rest, Duration.ZERO);
            } finally {
                rest.forEach(lease -> done.run());
            }
        }
        return goOn && attended == run.size();
    }

    private boolean attend(Lease lease) {
        WorkMeters.Span span = meters.begin();
        LogContext.enter(lease.message());
        try {
            Inquiry inquiry = reception.read(lease.message());
            lease.read(inquiry.id());
            span.read(inquiry);
            Fate fate = settlement.settle(lease, inquiry, verdict(lease, inquiry), work);
            span.settled(fate);
            note(lease, inquiry, fate);
            return fate.done();
        } catch (Throwable e) { // whatever it is, the message must not be lost nor the permit leak
            span.broken(e);
            log.error("Message {}: {}", lease.message().messageId(), Frames.of(e));
            settlement.broken(lease);
            return false;
        } finally {
            LogContext.leave();
            span.end();
        }
    }

    /** The message has had its fate, whatever becomes of the line that tells it. */
    private void note(Lease lease, Inquiry inquiry, Fate fate) {
        try {
            journal.note(inquiry, fate, lease.taken());
        } catch (Throwable e) {
            log.error("Message {} has no line: {}", lease.message().messageId(), Frames.of(e));
        }
    }

    private Verdict verdict(Lease lease, Inquiry inquiry) {
        return switch (inquiry.parsed()) {
            case Parsed.Valid(var request) ->
                    work.handler()
                            .handle(
                                    new Delivery(
                                            request,
                                            inquiry.message().messageId(),
                                            inquiry.firstSent(),
                                            inquiry.earlierDelivery(),
                                            inquiry.message().system().receiveCount(),
                                            lease));
            case Parsed.Invalid(@Nullable String id, _, _, String problems) -> {
                Failure failure = Failure.of(FailureCode.INVALID_REQUEST, Text.shortened(problems));
                yield id == null
                        ? new Verdict.DeadLettered(failure, failure, 0)
                        : new Verdict.Answered(new Result.Failed(failure), false, 0);
            }
        };
    }
}
