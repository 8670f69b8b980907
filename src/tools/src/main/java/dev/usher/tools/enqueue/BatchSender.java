package dev.usher.tools.enqueue;

import dev.usher.sqs.Backoff;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Posted;
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
 * Sends batches, several at once, and goes on trying where SQS may take them yet. What each entry
 * came to is told to the {@link Receipts}.
 */
final class BatchSender {
    static final int MOST = 10;
    static final int MOST_BYTES = 1 << 20;

    /** Enough to keep a queue busy that answers after some ten milliseconds. */
    private static final int IN_FLIGHT = 16;

    /** Large batches count for several, so that memory is bounded by bytes too. */
    private static final int BYTES_A_PERMIT = 1 << 17;

    /** SQS takes nothing for so long: something is wrong that waiting does not mend. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Queue queue;
    private final String nonce;
    private final Receipts receipts;
    private final CommandRuntime surroundings;
    private final Backoff backoff;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private volatile Instant lastAccepted;
    private volatile @Nullable CommandException failure;

    /** Hears what became of what was sent; called from many threads. */
    interface Receipts {
        void accepted(List<SentLog.Entry> entries);

        /** SQS will never take it. */
        void refused(Good row, String code);
    }

    /**
     * @param nonce of the run: makes the deduplication ids of a FIFO queue this run's
     */
    BatchSender(Queue queue, String nonce, Receipts receipts, CommandRuntime surroundings) {
        this.queue = queue;
        this.nonce = nonce;
        this.receipts = receipts;
        this.surroundings = surroundings;
        this.backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), surroundings.random());
        this.lastAccepted = surroundings.clock().instant();
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
                .name("usher-courier")
                .start(() -> {
                    try {
                        post(rows);
                    } catch (InterruptedException e) {
                        fail(CommandException.failed("interrupted"));
                    } catch (CommandException e) {
                        fail(e);
                    } catch (RuntimeException | Error e) {
                        // Whatever it was, these rows are not sent, and the run is not complete.
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
        List<Good> left = rows;
        Instant begun = surroundings.clock().instant();
        for (int tries = 1; failure == null; tries++) {
            left = once(left, begun);
            if (left.isEmpty() || surroundings.stopped().getAsBoolean()) {
                return;
            }
            surroundings.waiter().pause(backoff.after(tries));
        }
    }

    /** Those to be tried again. */
    private List<Good> once(List<Good> rows, Instant begun) {
        List<Posted> answers = queue.post(rows.stream().map(this::message).toList());
        List<SentLog.Entry> accepted = new ArrayList<>();
        List<Good> again = new ArrayList<>();
        String code = "";
        for (int i = 0; i < rows.size(); i++) {
            Good row = rows.get(i);
            switch (answers.get(i).outcome()) {
                case Outcome.Done done -> accepted.add(entry(row, answers.get(i).messageId()));
                case Outcome.Refused refused -> receipts.refused(row, refused.code());
                case Outcome.Retryable retryable -> {
                    again.add(row);
                    code = retryable.code();
                }
                case Outcome.Unavailable unavailable ->
                        fail(
                                CommandException.failed(
                                        "the queue "
                                                + queue.name()
                                                + " takes nothing: "
                                                + unavailable.code()
                                                + "; check its name and the permission"
                                                + " sqs:SendMessage"));
            }
        }
        if (!accepted.isEmpty()) {
            receipts.accepted(accepted);
            lastAccepted = surroundings.clock().instant();
        } else if (!again.isEmpty() && outOfPatience(begun)) {
            throw CommandException.failed(
                    "the queue %s has taken nothing for %d minutes: %s"
                            .formatted(queue.name(), PATIENCE.toMinutes(), code));
        }
        return again;
    }

    private boolean outOfPatience(Instant begun) {
        Instant since = begun.isAfter(lastAccepted) ? begun : lastAccepted;
        return surroundings.clock().instant().isAfter(since.plus(PATIENCE));
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
        // A row that is sent again by this run is the same message; the mended row of another run
        // is not, though it may have the same id.
        Outgoing.Order order =
                queue.fifo()
                        ? new Outgoing.Order(
                                Digest.of(row.username()).hex(),
                                Digest.of(nonce, Integer.toString(row.number())).hex())
                        : null;
        return new Outgoing(row.body(), Map.of(), null, order);
    }
}
