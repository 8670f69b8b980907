package dev.usher.tools.cli;

import dev.usher.settings.QueueSettings;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.access.PoolClient;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.BadRows;
import dev.usher.tools.enqueue.Enqueue;
import dev.usher.tools.enqueue.EnqueueJob;
import dev.usher.tools.enqueue.EnqueueResult;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.enqueue.WorkerRules;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher enqueue}: sends the rows of a file as requests. */
@Command(
        name = "enqueue",
        description = {
            "Reads users from CSV or JSON Lines and sends a sign-up for each to a request queue.",
            "",
            "All rows are checked first, by the worker's rules. Then the good rows are sent, and the bad"
                    + " ones are reported with their lines and reasons. Columns have the names of a"
                    + " request's members (username, password, groups, finish, notAfter,"
                    + " clientMetadata.X, attributes.X), of standard attributes (email, ...), or custom:X."
                    + " The header of Cognito's own import file is understood.",
            "",
            "Ids are derived from the rows without their passwords, so sending a file twice creates no"
                    + " user twice. With --run, the same command continues after an interruption, by"
                    + " Ctrl-C or a crash. A few hundred rows may then be sent again with the same ids,"
                    + " which does no harm."
        },
        footer = {
            "",
            "Exit codes: 0 all rows were sent (or are good, with --dry-run), 1 there were bad rows or it"
                    + " did not complete, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher enqueue people.csv --dry-run --check-pool",
            "  usher enqueue people.csv --run migration",
            "  usher enqueue old.csv --run old --map Login=username --map notes= --rate 40",
            "  ./export | usher enqueue - --source crm --format jsonl --lane interactive"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EnqueueCommand implements Callable<Integer> {
    /** For SQS; each sends batches of ten. */
    private static final int CONNECTIONS = 24;

    @Parameters(paramLabel = "FILE", description = "CSV or JSON Lines; - for standard input.")
    private String file = "";

    @Mixin private EnqueueOptions rows = new EnqueueOptions();

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Part of the ids: the same row of the same source is the same request (default: the"
                            + " file's name).")
    private @Nullable String source;

    @Option(names = "--queue", description = "Queue to send to, by name, URL or ARN, instead of a lane.")
    private @Nullable String queue;

    @Option(
            names = "--lane",
            description =
                    "bulk (default: USHER_BULK_QUEUE) or interactive (USHER_REQUEST_QUEUE). The worker"
                            + " serves the bulk lane with the quota that the interactive lane leaves.")
    private Lane lane = Lane.bulk;

    @Option(names = "--rate", description = "Rows per second at most (default: no limit).")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Folder that keeps the progress, to continue later; usher replies --run reads it.")
    private @Nullable Path run;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "CSV file for bad rows (default: bad.csv in the run folder, else stderr).")
    private @Nullable Path report;

    @Option(names = "--dry-run", description = "Check only; sends nothing and ignores --run.")
    private boolean dryRun;

    @Option(
            names = "--check-pool",
            description =
                    "With --dry-run: also check the user pool's password policy (USHER_USER_POOL_ID),"
                            + " and whether users exist already, at 60 users per second.")
    private boolean checkPool;

    @Option(names = "--strict", description = "Send nothing if there are bad rows.")
    private boolean strict;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("enqueue", this::work);
    }

    private int work() throws InterruptedException, IOException {
        if (checkPool && !dryRun) {
            throw CommandException.usage("--check-pool goes with --dry-run");
        }
        if (!(rate > 0)) {
            throw CommandException.usage("--rate must be above 0");
        }
        if (report != null) {
            BadRows.checkReplaceable(report);
        }
        QueueSettings settings = CommandRunner.settings();
        try (RowSource from = open()) {
            EnqueueJob job = job(from, settings);
            return dryRun ? check(job, settings) : send(job, settings);
        }
    }

    private RowSource open() {
        if (!file.equals("-")) {
            return RowSource.file(Path.of(file));
        }
        if (source == null) {
            throw CommandException.usage(
                    "rows from standard input need --source NAME, which is part of their ids");
        }
        return RowSource.copyOf(System.in);
    }

    private EnqueueJob job(RowSource from, QueueSettings settings) {
        Path path = from.path();
        String name = path == null ? "-" : String.valueOf(path.getFileName());
        String replyTo = rows.rowDefaults().replyTo();
        if (replyTo != null && !settings.mayReplyTo(replyTo)) {
            throw CommandException.usage(
                    "--reply-to "
                            + replyTo
                            + " is not one of USHER_REPLY_QUEUES, which must be set here as for the"
                            + " worker");
        }
        return new EnqueueJob(
                from,
                source == null ? name : source,
                rows.tableFormat(name),
                rows.rowDefaults(),
                WorkerRules.of(settings));
    }

    private int check(EnqueueJob job, QueueSettings settings)
            throws InterruptedException, IOException {
        if (!checkPool) {
            return enqueue(job, null, null, enqueue -> enqueue.check(null));
        }
        String poolId = settings.userPoolId();
        if (poolId == null) {
            throw CommandException.usage("--check-pool needs USHER_USER_POOL_ID");
        }
        try (PoolClient pool = PoolClient.open(poolId)) {
            return enqueue(job, null, null, enqueue -> enqueue.check(pool));
        }
    }

    private int send(EnqueueJob job, QueueSettings settings)
            throws InterruptedException, IOException {
        String name = queue == null ? lane.queue(settings, "--queue") : queue;
        try (RunFolder folder = run == null ? null : RunFolder.open(run);
                QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS)) {
            SendRateLimiter limiter =
                    new SendRateLimiter(rate, InstantSource.system(), QueueAccess.WAITER);
            Enqueue.Dispatch dispatch =
                    new Enqueue.Dispatch(access.queue(name), folder, limiter, strict);
            return enqueue(job, folder, name, enqueue -> enqueue.send(dispatch));
        }
    }

    private interface Work {
        EnqueueResult on(Enqueue enqueue) throws InterruptedException;
    }

    private int enqueue(
            EnqueueJob job, @Nullable RunFolder folder, @Nullable String to, Work work)
            throws InterruptedException, IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        StopSignals.handle(() -> stopped.set(true));
        InstantSource clock = InstantSource.system();
        long begun = clock.millis();
        try (Report bad = new Report(folder, report)) {
            Progress progress = new ShownProgress(clock);
            EnqueueResult done =
                    work.on(
                            new Enqueue(
                                    job,
                                    bad.rows(),
                                    progress,
                                    new CommandRuntime(
                                            clock,
                                            QueueAccess.WAITER,
                                            new SecureRandom(),
                                            stopped::get)));
            bad.finish();
            Duration took = Duration.ofMillis(clock.millis() - begun);
            new EnqueueSummary(done, took, bad.path(), to).print(json);
            boolean succeeded = done.checked().bad() == 0 && done.end() != End.STOPPED;
            return succeeded ? Main.OK : Main.FAILED;
        }
    }

    /** The report of bad rows. A run folder always has one, for {@code replies}. */
    private static final class Report implements AutoCloseable {
        private final @Nullable Path file;
        private final @Nullable Path copy;
        private final BadRows rows;

        Report(@Nullable RunFolder folder, @Nullable Path asked) {
            this.file = folder == null ? asked : folder.badRows();
            this.copy = folder == null ? null : asked;
            this.rows = file == null ? BadRows.print(System.err) : BadRows.file(file);
        }

        BadRows rows() {
            return rows;
        }

        void finish() throws IOException {
            rows.close();
            if (file != null && copy != null && Files.exists(file)) {
                BadRows.copy(file, copy);
            }
        }

        @Nullable Path path() {
            return copy == null ? file : copy;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
