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
 * Sends dead letters back to work: a copy is accepted by the other queue first, then the dead
 * letter is deleted. A crash between the two leaves both, and the id of the request makes that
 * harmless. What it has sent and is dead again before it ends it leaves alone: it would go round in
 * circles.
 */
public final class Replay implements Scan.Visitor {
    private final DeadLetterReader inspection;
    private final Predicate<DeadLetter> filter;
    private final MessageCopier copying;
    private final SendRateLimiter pace;
    private final BooleanSupplier stopped;
    private final WorkerRuntime surroundings;
    private final ReplayTally tally = new ReplayTally();
    private final AtomicInteger working = new AtomicInteger();
    private final Map<String, Batcher<Outgoing>> sends = new ConcurrentHashMap<>();
    private final Batcher<String> deletes;
    private final SentCopies sentCopies = new SentCopies();

    /** Groups that one stays behind in. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Which are replayed, and how. */
    public record Plan(
            DeadLetterReader inspection,
            Predicate<DeadLetter> filter,
            MessageCopier copying,
            SendRateLimiter pace) {}

    /**
     * @param stopped asked before each copy
     */
    public Replay(Queue source, Plan plan, BooleanSupplier stopped, WorkerRuntime surroundings) {
        this.inspection = plan.inspection();
        this.filter = plan.filter();
        this.copying = plan.copying();
        this.pace = plan.pace();
        this.stopped = stopped;
        this.surroundings = surroundings;
        this.deletes = new Batcher<>(source::delete, String::length, working::get, surroundings);
    }

    public ReplayTally tally() {
        return tally;
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages)
            throws InterruptedException {
        Map<String, List<Message>> groups = new LinkedHashMap<>();
        for (Message message : fresh) {
            // In order within a group, and everything at once on a standard queue.
            String group = copying.inOrderWith(message);
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

    /** What becomes of those behind one in its group, who must not overtake it. */
    private enum Next {
        /** It is on its way. */
        GO,
        /** It stays where it is. */
        STAY,
        /** It will come again. */
        AGAIN,
        STOP
    }

    private void inOrder(String group, List<Message> messages, ScannedMessages scannedMessages) {
        try {
            Next next = held.contains(group) ? Next.STAY : Next.GO;
            for (Message message : messages) {
                if (scannedMessages.newcomer(message)
                        && sentCopies.holds(DeadLetterReader.origin(message))) {
                    tally.back();
                    continue;
                }
                DeadLetter letter = inspection.inspect(message);
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
                held.add(group);
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
        return switch (copying.copy(message, letter)) {
            case Copy.Unfit(String problems) -> {
                tally.unfit(letter, problems);
                yield Next.STAY;
            }
            case Copy.Ready ready -> {
                pace.await(stopped);
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
                                        surroundings));
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
        // However it went, it was copied: if it comes again, it is to be deleted and no more.
        scannedMessages.deleted(letter.messageId());
        if (!(outcome instanceof Outcome.Done)) {
            tally.undeleted(letter, outcome);
        }
    }
}
