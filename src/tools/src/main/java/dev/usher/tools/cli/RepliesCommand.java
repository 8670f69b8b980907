package dev.usher.tools.cli;

import dev.usher.settings.Durations;
import dev.usher.settings.QueueSettings;
import dev.usher.sqs.Queue;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.replies.ReplyFile;
import dev.usher.tools.replies.ReplyLine;
import dev.usher.tools.replies.ReplyReading;
import dev.usher.tools.replies.ReplyTally;
import dev.usher.tools.replies.ReplyWatch;
import dev.usher.tools.replies.RunAnswers;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher replies}: shows or collects replies. */
@Command(
        name = "replies",
        description = {
            "Follows a reply queue, collects it to a file, or matches it with the rows of a run.",
            "",
            "Without options, it shows each reply once and leaves it in the queue; --delete deletes it."
                    + " With --output, replies are written to a file, and with --run to the folder of"
                    + " enqueue --run; they are deleted once they are on the disk. With --run, the"
                    + " command ends when every row is answered: results.csv has one line per row, and"
                    + " failed.csv has the rows to correct and enqueue again, in the columns of the"
                    + " input. Replies to other senders stay in the queue.",
            "",
            "Reading a queue hides its replies from other readers for some seconds and raises their"
                    + " receive counts: use a separate reply queue for a migration (enqueue --reply-to)."
        },
        footer = {
            "",
            "Exit codes: 0 done (with --run: every row succeeded, or its user existed before), 1 rows"
                    + " failed or are not answered, or the command failed, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher replies --json",
            "  usher replies --run migration",
            "  usher replies --output replies.csv --idle 1m",
            "  usher replies --queue migration-replies --count 1"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RepliesCommand implements Callable<Integer> {
    /** For SQS: eight polls, deletes and visibility changes. */
    private static final int CONNECTIONS = 20;

    @Option(
            names = "--queue",
            description =
                    "Name, URL or ARN (default: the run's reply queue, else USHER_REPLY_QUEUE).")
    private @Nullable String queue;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Folder of enqueue --run; waits for the replies to its rows.")
    private @Nullable Path run;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "With --run: the input file, for failed.csv (default: where it was).")
    private @Nullable Path input;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "File for the replies; an existing one is continued, without repeats.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            description = "Format of --output: jsonl or csv (default: by the file's name, else jsonl).")
    private ReplyFile.@Nullable Kind format;

    @Option(names = "--delete", description = "Delete the replies that are shown.")
    private boolean delete;

    @Option(
            names = "--show-tokens",
            description =
                    "Show tokens; without it they are masked, and lost if the reply is deleted.")
    private boolean showTokens;

    @Option(
            names = "--idle",
            paramLabel = "DURATION",
            description = "End after this time without a reply (30s, 5m; default: never).")
    private @Nullable String idle;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "End after this many replies (not with --run).")
    private long count = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print JSON Lines; with --run or --output, a JSON summary.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("replies", this::work);
    }

    private int work() throws InterruptedException, IOException {
        check();
        QueueSettings settings = CommandRunner.settings();
        if (run != null) {
            return match(run, settings);
        }
        ReplyTally tally = new ReplyTally(count);
        String name = queueName(settings, null);
        if (output == null) {
            ReplyWatch watch = new ReplyWatch(this::show, showTokens, delete, tally);
            read(name, watch, settings);
            System.err.println(RepliesSummary.line(tally));
            return Main.OK;
        }
        try (ReplyFile file = new ReplyFile(output, kind(output), showTokens, tally)) {
            read(name, file, settings);
        }
        RepliesSummary.print(tally, output, showTokens, json);
        return Main.OK;
    }

    private void check() {
        if (run != null && (output != null || delete || count != Long.MAX_VALUE)) {
            throw CommandException.usage("--run goes without --output, --delete and --count");
        }
        if (run == null && input != null) {
            throw CommandException.usage("--input goes with --run");
        }
        if (output == null && format != null) {
            throw CommandException.usage("--format goes with --output");
        }
        if (output != null && delete) {
            throw CommandException.usage(
                    "--output deletes what it has written: leave out --delete");
        }
        if (count < 1) {
            throw CommandException.usage("--count must be 1 or more");
        }
        if (idle != null) {
            idle();
        }
    }

    private ReplyFile.Kind kind(Path file) {
        if (format != null) {
            return format;
        }
        boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        return csv ? ReplyFile.Kind.csv : ReplyFile.Kind.jsonl;
    }

    private void show(ReplyLine reply) {
        System.out.println(json ? reply.jsonLine() : RepliesSummary.shown(reply, showTokens));
        if (System.out.checkError()) {
            throw CommandException.failed(
                    "standard output is closed; replies that were not printed stay in the queue");
        }
    }

    private int match(Path folder, QueueSettings settings)
            throws InterruptedException, IOException {
        try (RunFolder locked = RunFolder.existing(folder);
                RowSource rows = input == null ? null : RowSource.file(input);
                RunAnswers answers =
                        new RunAnswers(
                                locked, showTokens, new ShownProgress(InstantSource.system()))) {
            if (answers.asksForTokens() && !showTokens) {
                System.err.println(
                        "the rows ask for tokens; without --show-tokens they are deleted and not written"
                                + " to results.csv");
            }
            if (!answers.complete()) {
                System.err.println(
                        "not every row of this run is sent yet: first run enqueue again");
            }
            String name = queueName(settings, answers.replyTo());
            answers.begin();
            read(name, answers, settings);
            RunResult result = answers.write(rows);
            RunSummary.print(result, json);
            return result.complete() ? Main.OK : Main.FAILED;
        }
    }

    private void read(String name, ReplyReading.Taker taker, QueueSettings settings)
            throws InterruptedException {
        try (QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS)) {
            Queue replies = access.queue(name);
            ReplyReading reading =
                    new ReplyReading(
                            replies,
                            taker,
                            new ReplyReading.Terms(
                                    wait(settings.pollWait()),
                                    idle == null ? null : idle(),
                                    InstantSource.system(),
                                    QueueAccess.WAITER,
                                    new SecureRandom()));
            StopSignals.handle(reading::stop);
            reading.read();
        }
    }

    /** A poll must not wait longer than --idle. */
    private Duration wait(Duration pollWait) {
        Duration longest = idle == null ? pollWait : idle();
        return longest.compareTo(pollWait) < 0
                ? Duration.ofSeconds(Math.max(1, longest.toSeconds()))
                : pollWait;
    }

    private Duration idle() {
        return Durations.parse(idle == null ? "" : idle)
                .filter(Duration::isPositive)
                .orElseThrow(() ->
                        CommandException.usage(
                                "--idle must be a duration such as 30s, 5m or PT30S"));
    }

    private String queueName(QueueSettings settings, @Nullable String replyTo) {
        if (queue != null) {
            return queue;
        }
        if (replyTo != null) {
            return replyTo;
        }
        if (settings.reply() != null) {
            return settings.reply();
        }
        throw CommandException.usage("there is no reply queue: set USHER_REPLY_QUEUE, or give --queue");
    }
}
