package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.soak.ProgressSamples.Sample;
import dev.usher.soak.ProgressSamples.Steady;
import dev.usher.soak.ProgressSamples.Tally;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Several workers on one account whose quotas are AWS's own: how they share them. */
final class FleetRun implements AutoCloseable {
    /** AdminCreateUser, a second. */
    private static final double QUOTA = 50;

    private static final double LEAST_USED = 0.95;
    private static final double MOST_THROTTLED = 0.01;
    private static final double WIDEST = 1.6;
    private static final double WISHED = 1.2;
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final LaunchSettings launch;
    private final Path folder;
    private final Account account =
            new Account(Options.standard().withQuotas(true).withLatency(LATENCY));
    private final SoakQueues post = new SoakQueues(account, "fleet");

    /**
     * @param folder for the ledger and the workers' output
     */
    FleetRun(LaunchSettings launch, Path folder) {
        this.launch = launch;
        this.folder = folder;
    }

    /** Whether the goals are met, which it prints. */
    boolean report(int count, int requests, PrintStream out) throws InterruptedException {
        Steady steady = measure(count, requests).steady(requests);
        out.printf("fleet of %d, %d sign-ups: %s%n", count, requests, steady.text(QUOTA));
        out.printf(
                Locale.ROOT,
                "goals: at least %.0f %% of the quota, under %.0f %% throttled, largest share at most %.1f"
                        + " times the smallest (%.1f: %s)%n",
                100 * LEAST_USED,
                100 * MOST_THROTTLED,
                WIDEST,
                WISHED,
                steady.ratio() <= WISHED ? "met" : "not met");
        return steady.rate() >= LEAST_USED * QUOTA
                && steady.throttled() < MOST_THROTTLED
                && steady.ratio() <= WIDEST;
    }

    private ProgressSamples measure(int count, int requests) throws InterruptedException {
        List<PlannedRequest> plan = RequestPlan.good("fleet", requests);
        for (int from = 0; from < requests; from += SoakQueues.BATCH) {
            post.send(plan.subList(from, Math.min(requests, from + SoakQueues.BATCH)));
        }
        long begun = System.nanoTime();
        List<Sample> samples = new ArrayList<>();
        try (WorkerProcesses workers = new WorkerProcesses(launch, folder, environment(), count)) {
            while (post.left() > 0) {
                Thread.sleep(Duration.ofSeconds(1));
                double seconds = (System.nanoTime() - begun) / 1e9;
                if (seconds > LIMIT.toSeconds()) {
                    throw new IllegalStateException("not done within " + LIMIT);
                }
                Sample sample =
                        new Sample(
                                seconds, workers.running().stream().map(FleetRun::tally).toList());
                samples.add(sample);
                if (samples.size() % 5 == 0) {
                    System.err.printf("%4.0f s  %5.0f users made%n", seconds, sample.creates());
                }
            }
            workers.stop();
        }
        return new ProgressSamples(samples);
    }

    private static Tally tally(WorkerProcess worker) {
        if (!worker.listening()) {
            return new Tally(0, 0, 0);
        }
        try {
            return Tally.of(worker.get("/metrics").body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("a worker's metrics can't be read", e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(account.settings());
        variables.putAll(post.settings());
        // The defaults: each is set as if it had the account to itself.
        variables.keySet().removeIf(name -> name.endsWith("_RATE"));
        variables.put("USHER_LEDGER", "sqlite:" + folder.resolve("ledger.db"));
        return variables;
    }

    @Override
    public void close() {
        post.close();
        account.close();
    }
}
