package dev.usher.tools.cli;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queues.Depth;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.Scan;
import dev.usher.tools.deadletters.ScannedMessages;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/** The scan of a command: prints what it does to the queue, and ends in order at Ctrl-C. */
final class DlqScan {
    private final String command;
    private final DlqOptions options;
    private final Depth depth;
    private final String queue;
    private final Scan scan;
    private final InstantSource clock;

    DlqScan(String command, DeadLetterAccess access, DlqOptions options) {
        this.command = command;
        this.options = options;
        this.depth = access.depth();
        this.queue = access.dead().name();
        this.scan = access.scan(depth);
        this.clock = access.clock();
    }

    Scan scan() {
        return scan;
    }

    /** Matches the dead letters that the options select. */
    Predicate<DeadLetter> filter() {
        return options.filter(scan);
    }

    /** The number of messages, as SQS approximates it. */
    long counted() {
        return depth.visible();
    }

    /** Shows a progress bar, for visitors that print nothing. */
    Scan.Report run(Scan.Visitor visitor) throws InterruptedException {
        Progress progress = new ShownProgress(clock);
        progress.begin("scan", "messages", depth.visible(), 0);
        try {
            return runQuietly(
                    new Scan.Visitor() {
                        @Override
                        public void visit(List<Message> fresh, ScannedMessages scannedMessages)
                                throws InterruptedException {
                            visitor.visit(fresh, scannedMessages);
                            progress.reach(scan.seen());
                        }

                        @Override
                        public void over(ScannedMessages scannedMessages)
                                throws InterruptedException {
                            visitor.over(scannedMessages);
                        }
                    });
        } finally {
            progress.end();
        }
    }

    Scan.Report runQuietly(Scan.Visitor visitor) throws InterruptedException {
        System.err.printf(
                "reading %s, about %,d messages; they are hidden from other readers meanwhile, and their"
                        + " receive counts rise%n",
                queue, depth.visible());
        if (depth.hidden() > 0) {
            System.err.printf(
                    "about %,d more are hidden by another reader, perhaps another scan, and are not"
                            + " read%n",
                    depth.hidden());
        }
        StopSignals.handle(scan::stop);
        try {
            return scan.run(visitor);
        } catch (UncheckedIOException e) {
            throw CommandException.failed(e.getMessage() + "; is the disk full?");
        }
    }

    /**
     * Prints how the scan ended.
     *
     * @return whether it read the whole queue, found all requested ids and left nothing hidden
     */
    boolean succeeded(Scan.Report report) {
        System.err.printf(
                "%s %,d of about %,d messages; those still in the queue are visible again%n",
                report.cutShort() ? "stopped: read" : "read", report.seen(), report.counted());
        if (report.late() > 0) {
            System.err.printf(
                    "%,d of them arrived after the start and were left alone%n", report.late());
        }
        if (report.stranded() > 0) {
            System.err.printf(
                    "but %,d could not be given back, and stay hidden for up to %d s%n",
                    report.stranded(), scan.timeout().toSeconds());
        }
        boolean foundAll = options.foundAll(command, report);
        return foundAll && !report.cutShort() && report.stranded() == 0;
    }
}
