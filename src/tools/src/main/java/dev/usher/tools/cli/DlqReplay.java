package dev.usher.tools.cli;

import dev.usher.settings.QueueSettings;
import dev.usher.sqs.Queue;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.DeadLetterJson;
import dev.usher.tools.deadletters.MessageCopier;
import dev.usher.tools.deadletters.ReasonSigner;
import dev.usher.tools.deadletters.Replay;
import dev.usher.tools.deadletters.ReplayDestinations;
import dev.usher.tools.deadletters.ReplayDryRun;
import dev.usher.tools.deadletters.Scan;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usher dlq replay}: sends dead letters back to a lane. */
@Command(
        name = "replay",
        aliases = "redrive",
        description = {
            "Sends dead letters back to the lane that they came from, or to another queue, unchanged or"
                    + " with changed members.",
            "",
            "Each is copied first, and deleted once the copy is accepted. After an interruption, by"
                    + " Ctrl-C or a crash, run the same command again. A request that is then sent twice"
                    + " does no harm, since its id creates one user.",
            "",
            "With USHER_SECRET_ID the reasons are verified. They are signed again if a request is"
                    + " changed, or if SQS moved it without a reason; the worker counts replays by them."
        },
        footer = {
            "",
            "A replay without filters asks first; without a terminal it needs --yes.",
            "Exit codes: 0 done, 1 some could not be moved or it was stopped, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher dlq replay --code RETRIES_EXHAUSTED --dry-run",
            "  usher dlq replay --code RETRIES_EXHAUSTED --limit 10",
            "  usher dlq replay --code RETRIES_EXHAUSTED --lane bulk --rate 20",
            "  usher dlq replay --id order-17 --set attributes.email=ada@example.com",
            "  usher dlq replay --id order-17 --set-file password=new-password.txt",
            "  usher dlq replay --native --rate 100 --yes"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DlqReplay implements Callable<Integer> {
    @Mixin private DlqOptions options = new DlqOptions();

    @Option(
            names = "--lane",
            description =
                    "interactive (USHER_REQUEST_QUEUE) or bulk (USHER_BULK_QUEUE); default: the lane that"
                            + " each came from, or interactive if that is unknown.")
    private @Nullable Lane lane;

    @Option(
            names = "--to",
            paramLabel = "NAME|URL|ARN",
            description = "Queue to replay to, instead of a lane.")
    private @Nullable String to;

    @Option(names = "--rate", description = "Requests per second at most (default: no limit).")
    private double rate = Double.POSITIVE_INFINITY;

    @Mixin private DlqSettings changes = new DlqSettings();

    @Option(names = "--dry-run", description = "Only show which would go where.")
    private boolean dryRun;

    @Option(
            names = "--native",
            description =
                    "Let SQS move all messages (StartMessageMoveTask), at up to 500 per second: for a queue"
                            + " with only messages that SQS itself moved there. It allows no filters and"
                            + " no --set, and counts no replays.")
    private boolean bySqs;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq replay", this::work);
    }

    private int work() throws InterruptedException {
        if (!(rate > 0)) {
            throw CommandException.usage("--rate must be above 0");
        }
        if (lane != null && to != null) {
            throw CommandException.usage("either --lane or --to");
        }
        options.check();
        if (bySqs && (!options.all() || changes.any() || dryRun)) {
            throw CommandException.usage(
                    "--native moves all messages unchanged: it allows no filters, --limit, --set or"
                            + " --dry-run");
        }
        MessageCopier.Changes requestChanges = changes.changes(options.ids());
        QueueSettings settings = CommandRunner.settings();
        try (DeadLetterAccess access = options.open()) {
            return bySqs ? move(access, settings) : replay(access, settings, requestChanges);
        }
    }

    private int move(DeadLetterAccess access, QueueSettings settings) throws InterruptedException {
        DlqMove move = new DlqMove(access, rate, json);
        move.checkRate();
        // Without a queue, SQS returns each to its source.
        Queue only =
                lane == null && to == null ? null : destinations(access, settings).interactive();
        return yes || confirmed(access, access.depth().visible()) ? move.run(only) : Main.FAILED;
    }

    private int replay(
            DeadLetterAccess access,
            QueueSettings settings,
            MessageCopier.@Nullable Changes requestChanges)
            throws InterruptedException {
        ReplayDestinations destinations = destinations(access, settings);
        DlqScan scan = new DlqScan("dlq replay", access, options);
        if (options.unfiltered() && !dryRun && !yes && !confirmed(access, scan.counted())) {
            return Main.FAILED;
        }
        DlqNotes.keys(access);
        Replay.Plan plan =
                new Replay.Plan(
                        access.reader(),
                        scan.filter(),
                        new MessageCopier(
                                access.dead(),
                                destinations,
                                new ReasonSigner(access.reader(), access.keys(), access.clock()),
                                requestChanges),
                        new SendRateLimiter(rate, access.clock(), QueueAccess.WAITER));
        return dryRun ? showPlan(access, scan, plan) : replay(access, scan, plan);
    }

    private static boolean confirmed(DeadLetterAccess access, long count) {
        return Confirmation.given(
                "Replay all of about %,d dead letters in %s?"
                        .formatted(count, access.dead().name()));
    }

    private ReplayDestinations destinations(DeadLetterAccess access, QueueSettings settings) {
        if (to != null) {
            return access.only(to);
        }
        return lane == null ? access.lanes() : access.only(lane.queue(settings, "--to"));
    }

    private int showPlan(DeadLetterAccess access, DlqScan scan, Replay.Plan plan)
            throws InterruptedException {
        Table table = new Table("TO", "CODE", "TYPE", "ID", "USERNAME", "REPLAYS", "REASON");
        ReplayDryRun dryRunVisitor =
                new ReplayDryRun(
                        plan,
                        (letter, queue) -> {
                            if (json) {
                                System.out.println(DeadLetterJson.of(letter).put("to", queue));
                            } else {
                                add(table, letter, queue);
                            }
                        });
        Scan.Report report = json ? scan.runQuietly(dryRunVisitor) : scan.run(dryRunVisitor);
        if (!json) {
            table.print();
        }
        boolean succeeded = scan.succeeded(report);
        succeeded &= new DlqReplaySummary(dryRunVisitor.tally(), access.keyProblem()).noErrors();
        System.err.printf("%,d would be replayed; nothing was moved%n", dryRunVisitor.tally().copied());
        return succeeded ? Main.OK : Main.FAILED;
    }

    private static void add(Table table, DeadLetter letter, String queue) {
        table.add(
                queue,
                letter.death().code(),
                letter.sender().type(),
                letter.label(),
                letter.sender().username(),
                letter.death().count().replays(),
                DlqNotes.reason(letter));
    }

    private int replay(DeadLetterAccess access, DlqScan scan, Replay.Plan plan)
            throws InterruptedException {
        Replay replay =
                new Replay(access.dead(), plan, scan.scan()::stopped, access.runtime());
        DlqReplaySummary summary = new DlqReplaySummary(replay.tally(), access.keyProblem());
        Scan.Report report;
        try {
            report = scan.run(replay);
        } catch (RuntimeException e) {
            summary.print(json); // these were moved despite the failure
            throw e;
        }
        summary.print(json);
        boolean succeeded = scan.succeeded(report);
        succeeded &= summary.noErrors();
        return succeeded ? Main.OK : Main.FAILED;
    }
}
