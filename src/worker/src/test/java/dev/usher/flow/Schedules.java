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
 * Runs walks that stop at every gate, in every order there is: each run follows one path of
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
        private final ThreadLocal<Walk> self = new ThreadLocal<>();
        private final List<Walk> walks = new ArrayList<>();
        private final List<Runnable> jumps = new ArrayList<>();

        private final class Walk {
            final Semaphore go = new Semaphore(0);
            boolean over;
            @Nullable HandlerResult handlerResult;
            @Nullable Throwable death;
        }

        void walk(Supplier<HandlerResult> body) {
            Walk walk = new Walk();
            walks.add(walk);
            Thread.ofVirtual()
                    .start(() -> {
                        self.set(walk);
                        walk.go.acquireUninterruptibly();
                        try {
                            walk.handlerResult = body.get();
                        } catch (Throwable e) {
                            walk.death = e;
                        } finally {
                            walk.over = true;
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
            Walk walk = self.get();
            if (walk != null) {
                back.release();
                walk.go.acquireUninterruptibly();
            }
            fence.check();
            return effect.get();
        }

        List<HandlerResult> run(Schedules schedules) {
            List<Walk> moving = new ArrayList<>(walks);
            List<Runnable> pending = new ArrayList<>(jumps);
            boolean begun = false;
            while (!moving.isEmpty()) {
                // The walks are alike: that the first one moves first loses no order worth having.
                int choice = begun ? schedules.choose(moving.size() + pending.size()) : 0;
                begun = true;
                if (choice >= moving.size()) {
                    pending.remove(choice - moving.size()).run();
                    continue;
                }
                Walk walk = moving.get(choice);
                walk.go.release();
                back.acquireUninterruptibly();
                moving.removeIf(each -> each.over);
            }
            return walks.stream().map(this::verdict).toList();
        }

        private HandlerResult verdict(Walk walk) {
            if (walk.death != null) {
                throw new AssertionError("a walk died of itself", walk.death);
            }
            return walk.handlerResult;
        }
    }
}
