package dev.usher.demo;

import dev.usher.app.WorkerService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.search.Search;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The table at the end of the demo, and the figures below it. */
final class DemoReport {
    private final LocalAccount account;
    private final WorkerService workerService;
    private final ReplyMatcher replies;

    DemoReport(LocalAccount account, WorkerService workerService, ReplyMatcher replies) {
        this.account = account;
        this.workerService = workerService;
        this.replies = replies;
    }

    /** Prints it, and returns whether every reply was as expected. */
    boolean print(int requests, double seconds) throws IOException, ParseException {
        System.out.printf(
                "%n%-10s %-20s %8s %9s %9s%n", "status", "code", "count", "p50 ms", "p99 ms");
        for (Map.Entry<String, List<Long>> row : replies.latencies().entrySet()) {
            List<Long> sorted = row.getValue();
            System.out.printf(
                    "%-31s %8d %9d %9d%n",
                    row.getKey(), sorted.size(), percentile(sorted, 50), percentile(sorted, 99));
        }
        int answered = replies.answered();
        int lastPart = Math.max(1, requests / 4);
        System.out.printf(
                "%nanswered %d of %d in %.1f s: %.0f a second, %.0f a second over the last %d%n",
                answered,
                requests,
                seconds,
                answered / seconds,
                replies.rateOverLast(lastPart),
                lastPart);
        System.out.printf(
                "SQS requests of the worker: %.3f a sign-up (%s)%n",
                sqsRequests().values().stream().mapToDouble(each -> each).sum()
                        / Math.max(1, answered),
                sqsRequests());
        System.out.printf(
                "heap in use after a collection: %d MiB, worker and embedded AWS together%n",
                heap());
        boolean proven = tokensProven();
        replies.wrong().stream().limit(10).forEach(each -> System.err.println("wrong: " + each));
        return answered == requests && replies.wrong().isEmpty() && proven;
    }

    private boolean tokensProven() throws IOException, ParseException {
        List<String> sample = replies.idTokens();
        long holding =
                new TokenCheck(
                                account.aws().endpoint(),
                                setting("USHER_USER_POOL_ID"),
                                setting("USHER_CLIENT_ID"))
                        .count(sample);
        System.out.printf("ID tokens proven against the JWKS: %d of %d%n", holding, sample.size());
        return holding == sample.size() && !sample.isEmpty();
    }

    private String setting(String name) {
        return Objects.requireNonNull(account.settings().get(name));
    }

    /** Counted at the client, by operation. */
    private Map<String, Double> sqsRequests() {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter :
                Search.in(workerService.meters()).name("usher.sqs.requests").counters()) {
            counts.merge(
                    String.valueOf(counter.getId().getTag("operation")),
                    counter.count(),
                    Double::sum);
        }
        return counts;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
