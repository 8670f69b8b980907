package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Interactive requests on an idle worker, and in a bulk flood: how much longer they take. */
final class LanesRun implements AutoCloseable {
    private static final int FLOOD = 10_000;
    private static final int WARM_UP = 200;
    private static final int SAMPLES = 300;
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** About what Cognito's own administrator calls take. */
    private static final Duration LATENCY = Duration.ofMillis(50);

    private static final double MOST = 2;

    private final LaunchSettings launch;
    private final Path folder;
    private final Account account =
            new Account(Options.standard().withQuotas(true).withLatency(LATENCY));
    private final SoakQueues post = new SoakQueues(account, "lanes");
    private final Map<String, Long> answeredAt = new ConcurrentHashMap<>();

    /**
     * @param folder for the ledger and the worker's output
     */
    LanesRun(LaunchSettings launch, Path folder) {
        this.launch = launch;
        this.folder = folder;
    }

    /** Whether the 99th percentile is within twice that of the idle system; prints both. */
    boolean report(PrintStream out) throws InterruptedException {
        try (WorkerProcesses _ = new WorkerProcesses(launch, folder, environment(), 1);
                RepeatingTask _ = new RepeatingTask("reader", Duration.ZERO, this::read)) {
            ask("warm-up", WARM_UP);
            List<Long> idle = ask("idle", SAMPLES);
            List<PlannedRequest> flood = RequestPlan.good("flood", FLOOD);
            List<String> bulk = new ArrayList<>();
            for (int from = 0; from < FLOOD; from += SoakQueues.BATCH) {
                bulk.addAll(post.sendInBulk(flood.subList(from, from + SoakQueues.BATCH)));
            }
            await(bulk, 100);
            long before = bulk.stream().filter(answeredAt::containsKey).count();
            long from = System.nanoTime();
            List<Long> flooded = ask("flooded", SAMPLES);
            double seconds = (System.nanoTime() - from) / 1e9;
            long after = bulk.stream().filter(answeredAt::containsKey).count();
            double ratio = percentile(flooded, 99) / (double) percentile(idle, 99);
            out.printf(
                    "interactive, idle:          p50 %d ms, p99 %d ms%n",
                    percentile(idle, 50), percentile(idle, 99));
            out.printf(
                    Locale.ROOT,
                    "interactive, bulk flood:    p50 %d ms, p99 %d ms; p99 %.2f times the idle one (at most"
                            + " %.0f)%n",
                    percentile(flooded, 50),
                    percentile(flooded, 99),
                    ratio,
                    MOST);
            out.printf(
                    Locale.ROOT,
                    "bulk meanwhile:             %.1f a second of what was left of 50, %d of %d still to"
                            + " come%n",
                    (after - before) / seconds,
                    FLOOD - after,
                    FLOOD);
            return ratio <= MOST && after < FLOOD;
        }
    }

    private List<Long> ask(String name, int count) throws InterruptedException {
        Map<String, Long> sentAt = new HashMap<>();
        for (PlannedRequest request : RequestPlan.good(name, count)) {
            long now = System.nanoTime();
            sentAt.put(post.send(List.of(request)).getFirst(), now);
            Thread.sleep(EVERY);
        }
        await(List.copyOf(sentAt.keySet()), count);
        List<Long> millis = new ArrayList<>();
        sentAt.forEach((id, at) -> millis.add((answeredAt.getOrDefault(id, at) - at) / 1_000_000));
        Collections.sort(millis);
        return millis;
    }

    private void await(List<String> messageIds, int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (messageIds.stream().filter(answeredAt::containsKey).count() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no answer within " + PATIENCE);
            }
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    private boolean read() {
        List<SoakReply> answers = post.answers();
        long now = System.nanoTime();
        answers.forEach(answer -> answeredAt.putIfAbsent(answer.messageId(), now));
        return true;
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(account.settings());
        variables.putAll(post.settingsOfBothLanes());
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
