package dev.usher.soak;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Something done again and again beside the rest, until it is closed. */
final class RepeatingTask implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * Begins.
     *
     * @param turn says whether there is another one
     */
    RepeatingTask(String name, Duration every, BooleanSupplier turn) {
        Thread.ofVirtual().name(name).start(() -> run(every, turn));
    }

    private void run(Duration every, BooleanSupplier turn) {
        try {
            long next = System.nanoTime() + every.toNanos();
            while (!closed.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS)
                    && turn.getAsBoolean()) {
                next = Math.max(next + every.toNanos(), System.nanoTime());
            }
            end.complete(null);
        } catch (InterruptedException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** Whether it failed; {@link #close} tells how. */
    boolean failed() {
        return end.isCompletedExceptionally();
    }

    /**
     * Lets the turn that is under way end.
     *
     * @throws CompletionException if a turn failed
     */
    @Override
    public void close() {
        closed.countDown();
        end.join();
    }
}
