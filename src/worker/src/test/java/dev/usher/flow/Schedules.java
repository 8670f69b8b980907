package dev.usher.flow;

import dev.usher.flow.World.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs attempts that stop at every gate, in every order there is: each run follows one path of
 * choices, and the next run takes the nearest turning that has not been taken yet.
 */
final class Schedules {
    private final List<int[]> path = new ArrayList<>();
    private int depth;

    /**
     * Runs the scenario once for every order; it must ask {@link #choose} alone what comes next.
     */
    static int all(Consumer<Schedules> scenario) {
        // Turns between virtual threads cost a fraction of those with a platform thread.
        FutureTask<Integer> task = new FutureTask<>(() -> runAll(scenario));
        Thread.ofVirtual().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int runAll(Consumer<Schedules> scenario) {
        Schedules schedules = new Schedules();
        int runs = 0;
        do {
            schedules.depth = 0;
            scenario.accept(schedules);
            runs++;
        } while (schedules.turn());
        return runs;
    }

    /** The order that is being run, to find it again. */
    String taken() {
        StringBuilder text = new StringBuilder();
        path.subList(0, depth).forEach(choice -> text.append(choice[0]));
        return text.toString();
    }

    int choose(int options) {
        if (depth == path.size()) {
            path.add(new int[] {0, options});
        }
        return path.get(depth++)[0];
    }

    private boolean turn() {
        while (!path.isEmpty()) {
            int[] last = path.getLast();
            if (++last[0] < last[1]) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    /** Walks that take turns: only one moves at any time, up to its next gate. */
    static final class Turns implements Gate {
        private final Semaphore back = new Semaphore(0);
        private final ThreadLocal<Attempt> self = new ThreadLocal<>();
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Runnable> jumps = new ArrayList<>();

        private final class Attempt {
            final Semaphore go = new Semaphore(0);
            boolean over;
            @Nullable HandlerResult handlerResult;
            @Nullable Throwable death;
        }

        void attempt(Supplier<HandlerResult> body) {
            Attempt attempt = new Attempt();
            attempts.add(attempt);
            Thread.ofVirtual()
                    .start(() -> {
                        self.set(attempt);
                        attempt.go.acquireUninterruptibly();
                        try {
                            attempt.handlerResult = body.get();
                        } catch (Throwable e) {
                            attempt.death = e;
                        } finally {
                            attempt.over = true;
                            back.release();
                        }
                    });
        }

        /** Something that happens once, between any two steps. */
        void jump(Runnable jump) {
            jumps.add(jump);
        }

        @Override
        public <R> R pass(String operation, Fence fence, Supplier<R> effect) {
            Attempt attempt = self.get();
            if (attempt != null) {
                back.release();
                attempt.go.acquireUninterruptibly();
            }
            fence.check();
            return effect.get();
        }

        List<HandlerResult> run(Schedules schedules) {
            List<Attempt> moving = new ArrayList<>(attempts);
            List<Runnable> pending = new ArrayList<>(jumps);
            boolean begun = false;
            while (!moving.isEmpty()) {
                // The attempts are alike: that the first one moves first loses no order worth
                // having.
                int choice = begun ? schedules.choose(moving.size() + pending.size()) : 0;
                begun = true;
                if (choice >= moving.size()) {
                    pending.remove(choice - moving.size()).run();
                    continue;
                }
                Attempt attempt = moving.get(choice);
                attempt.go.release();
                back.acquireUninterruptibly();
                moving.removeIf(each -> each.over);
            }
            return attempts.stream().map(this::result).toList();
        }

        private HandlerResult result(Attempt attempt) {
            if (attempt.death != null) {
                throw new AssertionError("an attempt died of itself", attempt.death);
            }
            return attempt.handlerResult;
        }
    }
}
