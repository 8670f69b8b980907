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

/** {@code usher enqueue}: many rows to a queue. */
@Command(
        name = "enqueue",
        description = {
            "Reads users out of CSV or JSON Lines and sends a sign-up for each to a request queue.",
            "",
            "All rows are checked first, by the rules of the worker; then the good ones are sent, and"
                    + " the bad ones are told with their lines and reasons. Columns are called as a"
                    + " request's members (username, password, groups, finish, notAfter,"
                    + " clientMetadata.X, attributes.X) or as standard attributes (email, ...) and"
                    + " custom:X; the header of Cognito's own import file is understood.",
            "",
            "Ids are derived from the rows, without their passwords, so that sending a file twice makes"
                    + " nothing twice. With --run the same command goes on wherever it was ended, by"
                    + " Ctrl-C or worse; up to a few hundred rows may then be sent a second time, with"
                    + " the same ids, which does no harm."
        },
        footer = {
            "",
            "Exit codes: 0 all rows were sent (or are good, with --dry-run), 1 there were bad rows or it"
                    + " did not come to its end, 2 wrong usage or settings.",
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
    /** Of SQS; each carries a batch of ten. */
    private static final int CONNECTIONS = 24;

    @Parameters(paramLabel = "FILE", description = "CSV or JSON Lines; - for standard input.")
    private String file = "";

    @Mixin private EnqueueOptions rows = new EnqueueOptions();

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Goes into the ids: the same row of the same source is the same request (default:"
                            + " the file's name).")
    private @Nullable String source;

    @Option(names = "--queue", description = "Name, URL or ARN, instead of the lane's.")
    private @Nullable String queue;

    @Option(
            names = "--lane",
            description =
                    "bulk (default: USHER_BULK_QUEUE) or interactive (USHER_REQUEST_QUEUE). The worker"
                            + " takes from the bulk lane only what the interactive one leaves over.")
    private Lane lane = Lane.bulk;

    @Option(names = "--rate", description = "Rows a second at most (default: no limit).")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Keeps there how far it is, to go on later; usher replies --run reads it.")
    private @Nullable Path run;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Bad rows go there, as CSV (default: bad.csv in the run folder, else stderr).")
    private @Nullable Path report;

    @Option(names = "--dry-run", description = "Checks only; sends nothing, leaves --run alone.")
    private boolean dryRun;

    @Option(
            names = "--check-pool",
            description =
                    "With --dry-run: asks the user pool (USHER_USER_POOL_ID) for its password policy,"
                            + " and whether each user is there already, at 60 users a second.")
    private boolean checkPool;

    @Option(names = "--strict", description = "Sends nothing if there are bad rows.")
    private boolean strict;

    @Option(names = "--json", description = "The summary as JSON.")
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
            EnqueueJob enqueueJob = job(from, settings);
            return dryRun ? check(enqueueJob, settings) : send(enqueueJob, settings);
        }
    }

    private RowSource open() {
        if (!file.equals("-")) {
            return RowSource.file(Path.of(file));
        }
        if (source == null) {
            throw CommandException.usage(
                    "rows from standard input need --source NAME, which goes into their ids");
        }
        return RowSource.aside(System.in);
    }

    private EnqueueJob job(RowSource from, QueueSettings settings) {
        Path path = from.path();
        String name = path == null ? "-" : String.valueOf(path.getFileName());
        String replyTo = rows.defaults().replyTo();
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
                rows.sheet(name),
                rows.defaults(),
                WorkerRules.of(settings));
    }

    private int check(EnqueueJob enqueueJob, QueueSettings settings)
            throws InterruptedException, IOException {
        if (!checkPool) {
            return enqueue(enqueueJob, null, null, enqueue -> enqueue.check(null));
        }
        String poolId = settings.userPoolId();
        if (poolId == null) {
            throw CommandException.usage("--check-pool needs USHER_USER_POOL_ID");
        }
        try (PoolClient pool = PoolClient.open(poolId)) {
            return enqueue(enqueueJob, null, null, enqueue -> enqueue.check(pool));
        }
    }

    private int send(EnqueueJob enqueueJob, QueueSettings settings)
            throws InterruptedException, IOException {
        String name = queue == null ? lane.queue(settings, "--queue") : queue;
        try (RunFolder folder = run == null ? null : RunFolder.open(run);
                QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS)) {
            SendRateLimiter sendRateLimiter =
                    new SendRateLimiter(rate, InstantSource.system(), QueueAccess.WAITER);
            Enqueue.Dispatch dispatch =
                    new Enqueue.Dispatch(access.queue(name), folder, sendRateLimiter, strict);
            return enqueue(enqueueJob, folder, name, enqueue -> enqueue.send(dispatch));
        }
    }

    /** The work itself. */
    private interface Work {
        EnqueueResult on(Enqueue enqueue) throws InterruptedException;
    }

    private int enqueue(
            EnqueueJob enqueueJob, @Nullable RunFolder folder, @Nullable String to, Work work)
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
                                    enqueueJob,
                                    bad.rows(),
                                    progress,
                                    new CommandRuntime(
                                            clock,
                                            QueueAccess.WAITER,
                                            new SecureRandom(),
                                            stopped::get)));
            bad.finish();
            Duration took = Duration.ofMillis(clock.millis() - begun);
            new EnqueueSummary(done, took, bad.place(), to).print(json);
            boolean well = done.checked().bad() == 0 && done.end() != End.STOPPED;
            return well ? Main.OK : Main.FAILED;
        }
    }

    /** Where bad rows go; with a run folder they are there in any case, for {@code replies}. */
    private static final class Report implements AutoCloseable {
        private final @Nullable Path own;
        private final @Nullable Path copy;
        private final BadRows rows;

        Report(@Nullable RunFolder folder, @Nullable Path asked) {
            this.own = folder == null ? asked : folder.badRows();
            this.copy = folder == null ? null : asked;
            this.rows = own == null ? BadRows.print(System.err) : BadRows.file(own);
        }

        BadRows rows() {
            return rows;
        }

        void finish() throws IOException {
            rows.close();
            if (own != null && copy != null && Files.exists(own)) {
                BadRows.copy(own, copy);
            }
        }

        @Nullable Path place() {
            return copy == null ? own : copy;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
