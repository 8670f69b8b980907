package dev.usher.tools.enqueue;

import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Digest;
import dev.usher.tools.run.SentLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches, several at once, and tries again while SQS may still accept them. The {@link
 * Receipts} get the outcome of each row.
 */
final class BatchSender {
    /** Enough to keep a queue busy that answers after some ten milliseconds. */
    private static final int IN_FLIGHT = 16;

    /** Large batches count for several, so that memory is bounded by bytes too. */
    private static final int BYTES_A_PERMIT = 1 << 17;

    /** If SQS accepts nothing for so long, waiting does not help. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Queue queue;
    private final String nonce;
    private final Receipts receipts;
    private final CommandRuntime runtime;
    private final BatchRetry retry;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private volatile Instant lastAccepted;
    private volatile @Nullable CommandException failure;

    /** Gets the outcomes; called from many threads. */
    interface Receipts {
        void accepted(List<SentLog.Entry> entries);

        /** SQS will never take it. */
        void refused(Good row, String code);
    }

    /**
     * @param nonce of the run: makes the deduplication ids of a FIFO queue this run's
     */
    BatchSender(Queue queue, String nonce, Receipts receipts, CommandRuntime runtime) {
        this.queue = queue;
        this.nonce = nonce;
        this.receipts = receipts;
        this.runtime = runtime;
        this.retry =
                new BatchRetry(
                        Integer.MAX_VALUE,
                        new Backoff(
                                Duration.ofMillis(200), Duration.ofSeconds(2), runtime.random()),
                        runtime.waiter());
        this.lastAccepted = runtime.clock().instant();
    }

    /**
     * Sends them; waits only while too much is on its way.
     *
     * @throws CommandException if an earlier batch can't be sent
     */
    void send(List<Good> batch) throws InterruptedException {
        int bytes = batch.stream().mapToInt(row -> row.body().length()).sum();
        int permits = Math.clamp(1 + bytes / BYTES_A_PERMIT, 1, IN_FLIGHT);
        free.acquire(permits);
        if (failure != null) {
            free.release(permits);
        }
        check();
        List<Good> rows = List.copyOf(batch);
        Thread.ofVirtual()
                .name("usher-send")
                .start(() -> {
                    try {
                        post(rows);
                    } catch (InterruptedException e) {
                        fail(CommandException.failed("interrupted"));
                    } catch (CommandException e) {
                        fail(e);
                    } catch (RuntimeException | Error e) {
                        // These rows are not sent, and the run is not complete.
                        fail(CommandException.failed("sending ended in " + e.getClass().getName()));
                    } finally {
                        free.release(permits);
                    }
                });
    }

    /** Returns when nothing is on its way any more. */
    void finish() throws InterruptedException {
        free.acquire(IN_FLIGHT);
        free.release(IN_FLIGHT);
        check();
    }

    private void check() {
        CommandException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    private void fail(CommandException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void post(List<Good> rows) throws InterruptedException {
        Instant begun = runtime.clock().instant();
        List<Outcome> _ =
                retry.run(
                        rows,
                        batch -> once(batch, begun),
                        () -> failure != null || runtime.stopped().getAsBoolean());
    }

    private List<Outcome> once(List<Good> rows, Instant begun) {
        List<Outcome> outcomes = queue.send(rows.stream().map(this::message).toList());
        List<SentLog.Entry> accepted = new ArrayList<>();
        String code = "";
        for (int i = 0; i < rows.size(); i++) {
            Good row = rows.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Done(String messageId) -> accepted.add(entry(row, messageId));
                case Outcome.Refused refused -> receipts.refused(row, refused.code());
                case Outcome.Retryable retryable -> code = retryable.code();
                case Outcome.Unavailable unavailable -> fail(unavailable(queue, unavailable));
            }
        }
        if (!accepted.isEmpty()) {
            receipts.accepted(accepted);
            lastAccepted = runtime.clock().instant();
        } else if (!code.isEmpty() && outOfPatience(begun)) {
            throw CommandException.failed(
                    "the queue %s has taken nothing for %d minutes: %s"
                            .formatted(queue.name(), PATIENCE.toMinutes(), code));
        }
        return outcomes;
    }

    static CommandException unavailable(Queue queue, Outcome.Unavailable unavailable) {
        return CommandException.failed(
                "the queue %s takes nothing: %s; check its name and the permission sqs:SendMessage"
                        .formatted(queue.name(), unavailable.code()));
    }

    private boolean outOfPatience(Instant begun) {
        Instant since = begun.isAfter(lastAccepted) ? begun : lastAccepted;
        return runtime.clock().instant().isAfter(since.plus(PATIENCE));
    }

    private static SentLog.Entry entry(Good row, @Nullable String messageId) {
        return new SentLog.Entry(
                row.number(),
                row.line(),
                row.id(),
                messageId == null ? "-" : messageId,
                row.username());
    }

    private Outgoing message(Good row) {
        // A row that is sent again by this run is the same message; the corrected row of another
        // run is not, though it may have the same id.
        Outgoing.Order order =
                queue.fifo()
                        ? new Outgoing.Order(
                                Digest.of(row.username()).hex(),
                                Digest.of(nonce, Integer.toString(row.number())).hex())
                        : null;
        return new Outgoing(row.body(), Map.of(), null, order);
    }
}
