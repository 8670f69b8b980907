package dev.usher.tools.deadletters;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.deadletters.MessageCopier.Copy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back to work: the other queue accepts a copy first, then the dead letter is
 * deleted. A crash between the two leaves both, and the id of the request makes that harmless.
 * Copies that are dead letters again before the replay ends are left alone, to avoid an endless
 * loop.
 */
public final class Replay implements Scan.Visitor {
    private final DeadLetterReader reader;
    private final Predicate<DeadLetter> filter;
    private final MessageCopier copier;
    private final SendRateLimiter rate;
    private final BooleanSupplier stopped;
    private final WorkerRuntime runtime;
    private final ReplayTally tally = new ReplayTally();
    private final AtomicInteger working = new AtomicInteger();
    private final Map<String, Batcher<Outgoing>> sends = new ConcurrentHashMap<>();
    private final Batcher<String> deletes;
    private final SentCopies sentCopies = new SentCopies();

    /** Groups with a dead letter that was not replayed. */
    private final Set<String> blockedGroups = ConcurrentHashMap.newKeySet();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Which dead letters are replayed, and how. */
    public record Plan(
            DeadLetterReader reader,
            Predicate<DeadLetter> filter,
            MessageCopier copier,
            SendRateLimiter rate) {}

    /**
     * @param stopped asked before each copy
     */
    public Replay(Queue source, Plan plan, BooleanSupplier stopped, WorkerRuntime runtime) {
        this.reader = plan.reader();
        this.filter = plan.filter();
        this.copier = plan.copier();
        this.rate = plan.rate();
        this.stopped = stopped;
        this.runtime = runtime;
        this.deletes = new Batcher<>(source::delete, String::length, working::get, runtime);
    }

    public ReplayTally tally() {
        return tally;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages)
            throws InterruptedException {
        Map<String, List<Message>> groups = new LinkedHashMap<>();
        for (Message message : fresh) {
            // In order within a group; all in parallel on a standard queue.
            String group = copier.inOrderWith(message);
            groups.computeIfAbsent(
                            group == null ? "/" + message.messageId() : group,
                            g -> new ArrayList<>())
                    .add(message);
        }
        List<Thread> threads = new ArrayList<>();
        working.addAndGet(groups.size());
        groups.forEach((group, messages) ->
                threads.add(
                        Thread.ofVirtual()
                                .name("usher-replay")
                                .start(() -> inOrder(group, messages, scannedMessages))));
        for (Thread each : threads) {
            each.join();
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** What happens to the later ones of the same group, which must not overtake. */
    private enum Next {
        /** It was sent. */
        GO,
        /** It stays a dead letter. */
        STAY,
        /** It will be received again. */
        AGAIN,
        STOP
    }

    private void inOrder(String group, List<Message> messages, ScannedMessages scannedMessages) {
        try {
            Next next = blockedGroups.contains(group) ? Next.STAY : Next.GO;
            for (Message message : messages) {
                if (scannedMessages.newcomer(message)
                        && sentCopies.holds(DeadLetterReader.origin(message))) {
                    tally.back();
                    continue;
                }
                DeadLetter letter = reader.inspect(message);
                if (filter.test(letter)) {
                    next =
                            switch (next) {
                                case GO -> replay(message, letter, scannedMessages);
                                case STAY -> {
                                    tally.behind(letter);
                                    yield Next.STAY;
                                }
                                case AGAIN -> {
                                    scannedMessages.forget(message.messageId());
                                    yield Next.AGAIN;
                                }
                                case STOP -> Next.STOP;
                            };
                }
            }
            if (next == Next.STAY) {
                blockedGroups.add(group);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            working.decrementAndGet();
        }
    }

    private Next replay(Message message, DeadLetter letter, ScannedMessages scannedMessages)
            throws InterruptedException {
        return switch (copier.copy(message, letter)) {
            case Copy.Unfit(String problems) -> {
                tally.unfit(letter, problems);
                yield Next.STAY;
            }
            case Copy.Ready ready -> {
                rate.await(stopped);
                if (stopped.getAsBoolean()) {
                    yield Next.STOP;
                }
                if (scannedMessages.handle(message.messageId()) == null) {
                    scannedMessages.forget(message.messageId());
                    yield Next.AGAIN;
                }
                if (!send(ready, letter)) {
                    yield Next.STAY;
                }
                delete(ready, letter, scannedMessages);
                yield Next.GO;
            }
        };
    }

    private boolean send(Copy.Ready ready, DeadLetter letter) {
        Batcher<Outgoing> batcher =
                sends.computeIfAbsent(
                        ready.to().url(),
                        url ->
                                new Batcher<>(
                                        batch -> sentCopies.send(ready.to(), batch),
                                        Outgoing::bytes,
                                        working::get,
                                        runtime));
        Outcome outcome = batcher.submit(ready.outgoing());
        if (!(outcome instanceof Outcome.Done)) {
            tally.unsent(letter, ready.to(), outcome);
            return false;
        }
        return true;
    }

    private void delete(Copy.Ready ready, DeadLetter letter, ScannedMessages scannedMessages) {
        tally.copied(ready);
        String handle = scannedMessages.handle(letter.messageId());
        Outcome outcome =
                handle == null ? new Outcome.Retryable("TimeRanOut") : deletes.submit(handle);
        // Its copy was sent in any case: if it is received again, it must only be deleted.
        scannedMessages.deleted(letter.messageId());
        if (!(outcome instanceof Outcome.Done)) {
            tally.undeleted(letter, outcome);
        }
    }
}
