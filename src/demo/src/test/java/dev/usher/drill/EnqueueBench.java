package dev.usher.drill;

import dev.usher.app.Account;
import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.soak.LaunchSettings;
import dev.usher.tools.cli.WorkerProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.sqs.SqsClient;

/** {@code scripts/bench-enqueue}. */
@Command(
        name = "scripts/bench-enqueue",
        description = {
            "Enqueues a CSV of many rows with a small heap, between two runs of a bare loop around the"
                    + " AWS SDK that sends as many ready-made bodies; prints rows a second and the"
                    + " process's memory as it goes."
        },
        sortOptions = false)
final class EnqueueBench implements Callable<Integer> {
    private static final Pattern SECONDS = Pattern.compile("\"seconds\":([0-9.]+)");

    @Option(names = "--rows", description = "Of the file (default: 1000000).")
    private int rows = 1_000_000;

    @Option(names = "--heap", description = "Of enqueue, in MiB (default: 96).")
    private int heap = 96;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and exits.")
    private boolean help;

    private EnqueueBench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new EnqueueBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder =
                LaunchSettings.emptied(
                        Path.of(System.getProperty("usher.drill.folder", "target"), "bench-enqueue")
                                .toAbsolutePath());
        Path csv = folder.resolve("people.csv");
        Path bodies = folder.resolve("bodies.txt");
        write(csv, bodies);
        try (EmbeddedAws aws = EmbeddedAws.start(Options.standard().withQuotas(false));
                SqsClient sqs = Account.sqs(aws.sqsEndpoint())) {
            String url = sqs.createQueue(r -> r.queueName("bulk")).queueUrl();
            double before = bare(aws, url, bodies, folder);
            sqs.purgeQueue(r -> r.queueUrl(url));
            double ours = enqueue(aws, csv, folder);
            sqs.purgeQueue(r -> r.queueUrl(url));
            double after = bare(aws, url, bodies, folder);
            System.out.printf(
                    "the bare SDK loop: %,.0f and %,.0f rows a second; enqueue, checking included:"
                            + " %,.0f (%.2f of the loop)%n",
                    before, after, ours, 2 * ours / (before + after));
        }
        return 0;
    }

    private void write(Path csv, Path bodies) throws IOException {
        try (BufferedWriter rowsOut = Files.newBufferedWriter(csv);
                BufferedWriter bodiesOut = Files.newBufferedWriter(bodies)) {
            rowsOut.write("username,password,email,name\n");
            for (int row = 1; row <= rows; row++) {
                String user = "user-" + row;
                rowsOut.write(
                        "%s,Passw0rd-of-%s,%s@example.com,\"Doe, Jane %d\"%n"
                                .formatted(user, user, user, row));
                // As long as what enqueue makes of the row.
                bodiesOut.write(
                        "{\"id\":\"%032x\",\"username\":\"%s\",\"password\":\"Passw0rd-of-%s\",\"type\":\"signup\",\"finish\":\"confirmed\",\"attributes\":{\"email\":\"%s@example.com\",\"name\":\"Doe, Jane %d\"}}%n"
                                .formatted(row, user, user, user, row));
            }
        }
    }

    private static double bare(EmbeddedAws aws, String url, Path bodies, Path folder)
            throws InterruptedException {
        List<String> command = new ArrayList<>(WorkerProcess.commandLine(BareLoop.class));
        command.removeIf(option -> option.startsWith("-XX:Tiered"));
        command.addAll(List.of(aws.sqsEndpoint().toString(), url, bodies.toString()));
        try (WorkerProcess loop = WorkerProcess.start(command, folder, Map.of())) {
            if (loop.exit(Duration.ofHours(1)) != 0) {
                throw new IllegalStateException(loop.stderr());
            }
            return Double.parseDouble(loop.stdout().strip());
        }
    }

    private double enqueue(EmbeddedAws aws, Path csv, Path folder)
            throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_ENDPOINT_URL", aws.sqsEndpoint().toString());
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap + "m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        System.getProperty("usher.drill.jar", "target/usher.jar"),
                        "enqueue",
                        csv.toString(),
                        "--queue",
                        "bulk",
                        "--run",
                        folder.resolve("run").toString(),
                        "--json");
        try (WorkerProcess process = WorkerProcess.start(command, folder, variables)) {
            while (process.alive()) {
                Thread.sleep(10_000);
                System.out.println("enqueue holds " + process.memory());
            }
            if (process.exit() != 0) {
                throw new IllegalStateException(process.stderr());
            }
            System.out.print(process.stderr());
            Matcher matcher = SECONDS.matcher(process.stdout().replace(" ", ""));
            if (!matcher.find()) {
                throw new IllegalStateException("no seconds in " + process.stdout());
            }
            return rows / Double.parseDouble(matcher.group(1));
        }
    }
}
