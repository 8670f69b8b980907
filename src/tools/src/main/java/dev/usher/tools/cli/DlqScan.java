package dev.usher.tools.cli;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queues.Depth;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.deadletters.Scan;
import dev.usher.tools.deadletters.ScannedMessages;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/** One scan of a command: says what it does to the queue, and gives all back at Ctrl-C too. */
final class DlqScan {
    private final Depth depth;
    private final String queue;
    private final Scan scan;
    private final InstantSource clock;

    DlqScan(DeadLetterAccess access) {
        this.depth = access.depth();
        this.queue = access.dead().name();
        this.scan = access.scan(depth);
        this.clock = access.clock();
    }

    Scan scan() {
        return scan;
    }

    /** As SQS counts, approximately. */
    long counted() {
        return depth.visible();
    }

    /** With a bar; for those who print nothing meanwhile. */
    Scan.Report run(Scan.Visitor visitor) throws InterruptedException {
        Progress progress = new ShownProgress(clock);
        progress.begin("scan", "messages", depth.visible(), 0);
        try {
            return quietly(
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

    Scan.Report quietly(Scan.Visitor visitor) throws InterruptedException {
        System.err.printf(
                "reading %s, about %,d messages; meanwhile they are hidden from everybody else, and their"
                        + " receive counts rise%n",
                queue, depth.visible());
        if (depth.hidden() > 0) {
            System.err.printf(
                    "about %,d more are hidden by somebody else, perhaps another scan, and won't be seen%n",
                    depth.hidden());
        }
        StopSignals.handle(scan::stop);
        try {
            return scan.run(visitor);
        } catch (UncheckedIOException e) {
            throw CommandException.failed(e.getMessage() + "; is there room left on the disk?");
        }
    }

    /** Says how it ended; whether it came to its end and hid nothing for longer. */
    boolean well(Scan.Report report) {
        System.err.printf(
                "%s %,d of about %,d messages; what is still there is visible again%n",
                report.cutShort() ? "stopped: read" : "read", report.seen(), report.counted());
        if (report.late() > 0) {
            System.err.printf(
                    "%,d of them came after it began and were left alone%n", report.late());
        }
        if (report.stranded() > 0) {
            System.err.printf(
                    "but %,d could not be given back, and are hidden for up to %d s more%n",
                    report.stranded(), scan.timeout().toSeconds());
        }
        return !report.cutShort() && report.stranded() == 0;
    }
}
