package dev.usher.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks whether a worker still does its work, or is beyond help. */
final class Checkup {
    private final Worker.Options options;
    private final List<Loop> loops;
    private final Pulse pulse;
    private final Leases leases;
    private final BooleanSupplier leaked;

    /**
     * @param leaked whether permits are gone that nobody has
     */
    Checkup(
            Worker.Options options,
            List<Loop> loops,
            Pulse pulse,
            Leases leases,
            BooleanSupplier leaked) {
        this.options = options;
        this.loops = loops;
        this.pulse = pulse;
        this.leases = leases;
        this.leaked = leaked;
    }

    /**
     * What ended a thread that the worker cannot do without; null while none is dead.
     *
     * @param stopping whether they may end
     */
    @Nullable String death(BooleanSupplier stopping) {
        for (Loop loop : loops) {
            String error = loop.broken();
            if (error != null) {
                return error;
            }
            if (loop.ended() && !stopping.getAsBoolean()) {
                return loop.name() + " has ended unasked";
            }
        }
        return null;
    }

    /**
     * While it drains, nothing is a problem: the process is about to end anyway.
     *
     * @param queue its name
     */
    Vitals vitals(String queue, BooleanSupplier stopping) {
        boolean working = loops.stream().allMatch(Loop::started) && !stopping.getAsBoolean();
        return new Vitals(
                queue,
                pulse.sincePoll(),
                leases.size(),
                leases.oldest(),
                working ? problems(stopping) : List.of());
    }

    private List<String> problems(BooleanSupplier stopping) {
        String death = death(stopping);
        if (death != null) {
            return List.of("a thread has died that the worker cannot do without: " + death);
        }
        List<String> problems = new ArrayList<>(pulse.problems(leaked));
        Duration work = leases.longestWork();
        if (work.compareTo(options.longestWork()) > 0) {
            problems.add(
                    "a message has been worked on for %d s, longer than any can take (%d s)"
                            .formatted(work.toSeconds(), options.longestWork().toSeconds()));
        }
        return problems;
    }
}
