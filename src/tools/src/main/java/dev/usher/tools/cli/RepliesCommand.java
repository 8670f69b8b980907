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

/** {@code usher replies}: what came back. */
@Command(
        name = "replies",
        description = {
            "Follows a reply queue, collects it to a file, or matches it with the rows of a run.",
            "",
            "Alone it shows each reply once and leaves all of them where they are; --delete takes"
                    + " them away. With --output they are written to a file, and with --run to the"
                    + " folder of enqueue --run, and deleted once they are on the disk. With --run it"
                    + " ends when every row is answered: results.csv has a line for each row,"
                    + " failed.csv has the rows to be mended and enqueued again, in the columns of"
                    + " the input. Replies to others are left on the queue.",
            "",
            "Looking at a queue hides its replies from other readers for some seconds and raises their"
                    + " receive counts: give a migration a reply queue of its own (enqueue --reply-to)."
        },
        footer = {
            "",
            "Exit codes: 0 done (with --run: every row succeeded, or its user was there before), 1"
                    + " rows failed or are not answered, or it could not go on, 2 wrong usage or"
                    + " settings.",
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
    /** Of SQS: eight polls, and what is deleted and given back meanwhile. */
    private static final int CONNECTIONS = 20;

    @Option(
            names = "--queue",
            description =
                    "Name, URL or ARN (default: what the run asked for, else USHER_REPLY_QUEUE).")
    private @Nullable String queue;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "The folder of enqueue --run whose rows are waited for.")
    private @Nullable Path run;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "With --run: where the rows are now, for failed.csv (default: where they were).")
    private @Nullable Path input;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Replies go there; a file that is there is gone on with, repeats are left out.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            description = "Of --output: jsonl or csv (default: by the file's name, else jsonl).")
    private ReplyFile.@Nullable Kind format;

    @Option(names = "--delete", description = "Deletes the replies that are shown.")
    private boolean delete;

    @Option(
            names = "--show-tokens",
            description =
                    "Tokens in the clear; without it they are masked, for good where deleted.")
    private boolean showTokens;

    @Option(
            names = "--idle",
            paramLabel = "DURATION",
            description = "Ends when none came for so long (30s, 5m; default: goes on).")
    private @Nullable String idle;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Ends after so many (not with --run).")
    private long count = Long.MAX_VALUE;

    @Option(names = "--json", description = "JSON Lines; with --run or --output, the summary.")
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
                    "--output deletes what it has written; leave --delete out");
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
                    "standard output takes no more; replies that it did not take stay on the queue");
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
                        "the rows ask for tokens, which are left out of results.csv and deleted"
                                + " without --show-tokens");
            }
            if (!answers.complete()) {
                System.err.println(
                        "not every row of this run is sent yet: run enqueue again, then this");
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

    /** Not longer than it is to wait for the next reply at all. */
    private Duration wait(Duration pollWait) {
        Duration most = idle == null ? pollWait : idle();
        return most.compareTo(pollWait) < 0
                ? Duration.ofSeconds(Math.max(1, most.toSeconds()))
                : pollWait;
    }

    private Duration idle() {
        return Durations.parse(idle == null ? "" : idle)
                .filter(Duration::isPositive)
                .orElseThrow(() ->
                        CommandException.usage(
                                "--idle must be a duration such as 30s, 5m or PT30S"));
    }

    private String queueName(QueueSettings settings, @Nullable String asked) {
        if (queue != null) {
            return queue;
        }
        if (asked != null) {
            return asked;
        }
        if (settings.reply() != null) {
            return settings.reply();
        }
        throw CommandException.usage("which reply queue? set USHER_REPLY_QUEUE, or give --queue");
    }
}
