package dev.usher.infra;

import static org.awaitility.Awaitility.await;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.tools.cli.Main;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What {@code /metrics} of a worker says that has just started, with both lanes.
 *
 * @param series the labels of each time series of a metric
 */
record WorkerScrape(Map<String, List<Map<String, String>>> series) {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static WorkerScrape ofAWorker(Path folder) throws IOException, InterruptedException {
        try (Account account = new Account(Options.standard().withQuotas(false));
                SqsClient sqs = Account.sqs(account.aws.endpoint())) {
            List.of("requests", "bulk", "replies", "dead-letters")
                    .forEach(queue -> sqs.createQueue(r -> r.queueName(queue)));
            Map<String, String> environment = new HashMap<>(account.environment());
            environment.putAll(account.settings());
            environment.put("USHER_REQUEST_QUEUE", "requests");
            environment.put("USHER_BULK_QUEUE", "bulk");
            environment.put("USHER_REPLY_QUEUE", "replies");
            environment.put("USHER_DEAD_LETTER_QUEUE", "dead-letters");
            List<String> command = new ArrayList<>(WorkerProcess.commandLine(Main.class));
            command.add("worker");
            try (WorkerProcess worker = WorkerProcess.start(command, folder, environment)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> worker.get("/readyz").statusCode() == 200);
                return of(worker.get("/metrics").body());
            }
        }
    }

    private static WorkerScrape of(String page) {
        Map<String, List<Map<String, String>>> series = new HashMap<>();
        Matcher samples = SAMPLE.matcher(page);
        while (samples.find()) {
            Map<String, String> labels = new HashMap<>();
            if (samples.group(2) != null) {
                LABEL.matcher(samples.group(2))
                        .results()
                        .forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            series.computeIfAbsent(samples.group(1), name -> new ArrayList<>()).add(labels);
        }
        return new WorkerScrape(series);
    }

    /**
     * @param name with {@code *} for the rest, and a histogram or summary by its own name, too
     */
    boolean has(String name) {
        if (name.endsWith("*")) {
            String beginning = name.substring(0, name.length() - 1);
            return series.keySet().stream().anyMatch(each -> each.startsWith(beginning));
        }
        return series.containsKey(name) || series.containsKey(name + "_count");
    }

    /** Whether a time series of the metric has these labels. */
    boolean has(String name, Map<String, String> labels) {
        return series.getOrDefault(name, List.of()).stream()
                .anyMatch(each -> each.entrySet().containsAll(labels.entrySet()));
    }
}
