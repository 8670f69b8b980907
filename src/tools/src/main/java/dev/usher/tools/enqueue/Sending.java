package dev.usher.tools.enqueue;

import dev.usher.sqs.Batcher;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.EnqueueResult.Checked;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.enqueue.ValidationPass.Findings;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.RowReader;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import dev.usher.tools.run.SentLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The second reading of a file: sends the good rows that were not sent before. */
public final class Sending {
    private static final Duration FORCE_EVERY = Duration.ofSeconds(1);

    private final EnqueueJob job;
    private final RunNote note;
    private final Enqueue.Dispatch dispatch;
    private final CommandRuntime runtime;
    private final BitSet done = new BitSet();

    Sending(
            EnqueueJob job,
            RunNote note,
            Enqueue.Dispatch dispatch,
            CommandRuntime runtime) {
        this.job = job;
        this.note = note;
        this.dispatch = dispatch;
        this.runtime = runtime;
    }

    EnqueueResult send(Findings findings, BadRows badRows, Progress progress)
            throws InterruptedException {
        RunFolder run = dispatch.run();
        try (SentLog log =
                run == null
                        ? null
                        : new SentLog(run.sent(), (at, entry) -> done.set(entry.number()))) {
            int already = done.cardinality();
            progress.begin("Sending", "rows", findings.good(), already);
            SendRecorder recorder = new SendRecorder(log, badRows, progress, already);
            boolean whole = read(findings, recorder);
            if (log != null) {
                log.force();
            }
            int refused = recorder.refused();
            int bad = findings.bad().cardinality() + refused;
            badRows.force();
            if (whole && run != null) {
                run.write(note.completed(bad));
            }
            Map<String, Integer> reasons = new TreeMap<>(findings.reasons());
            reasons.putAll(recorder.reasons.counts());
            return new EnqueueResult(
                    new Checked(findings.rows(), bad, 0, reasons),
                    recorder.accepted(),
                    already,
                    whole ? End.COMPLETE : End.STOPPED);
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        } finally {
            progress.end();
        }
    }

    /** Returns whether it reached the end of the file. */
    private boolean read(Findings findings, SendRecorder recorder)
            throws InterruptedException, IOException {
        BatchSender batchSender =
                new BatchSender(dispatch.queue(), note.nonce(), recorder, runtime);
        Batches batches = new Batches(batchSender);
        RowValidator validator = job.validator();
        try (FileFingerprint.Measure measure =
                new FileFingerprint.Measure(job.source().open())) {
            RowReader file = job.format().open(measure, job.defaults());
            for (Row row = file.next(); row != null; row = file.next()) {
                if (runtime.stopped().getAsBoolean()) {
                    batchSender.finish();
                    return false;
                }
                int number = row.position().number();
                if (!findings.bad().get(number) && !done.get(number)) {
                    batches.add(
                            switch (validator.validate(row)) {
                                case Good good -> good;
                                case Bad bad -> throw changed();
                            });
                }
            }
            if (!measure.toEnd().equals(findings.content())) {
                throw changed();
            }
            batches.flush();
        } finally {
            // Also after a failure, sent batches must be recorded.
            batchSender.finish();
        }
        return !runtime.stopped().getAsBoolean();
    }

    private static CommandException changed() {
        return CommandException.failed("the file changed while it was read");
    }

    /** Collects rows in batches of the size that SQS accepts. */
    private final class Batches {
        private final BatchSender batchSender;
        private final int most = dispatch.pace().burst(Batcher.MOST);
        private final List<Good> batch = new ArrayList<>();
        private int bytes;

        Batches(BatchSender batchSender) {
            this.batchSender = batchSender;
        }

        void add(Good row) throws InterruptedException {
            // The body is ASCII: one byte a character.
            if (bytes + row.body().length() > Batcher.MOST_BYTES) {
                flush();
            }
            batch.add(row);
            bytes += row.body().length();
            if (batch.size() == most) {
                flush();
            }
        }

        void flush() throws InterruptedException {
            if (!batch.isEmpty()) {
                dispatch.pace().await(batch.size());
                batchSender.send(batch);
                batch.clear();
                bytes = 0;
            }
        }
    }

    /** Records what SQS accepted, and forces the log to the disk once per second. */
    private final class SendRecorder implements BatchSender.Receipts {
        private final @Nullable SentLog log;
        private final BadRows badRows;
        private final Progress progress;
        private final ReasonCounts reasons = new ReasonCounts();
        private final int already;
        private int accepted;
        private int refused;
        private Instant forced = Instant.EPOCH;

        SendRecorder(@Nullable SentLog log, BadRows badRows, Progress progress, int already) {
            this.log = log;
            this.badRows = badRows;
            this.progress = progress;
            this.already = already;
        }

        @Override
        public void accepted(List<SentLog.Entry> entries) {
            if (log != null) {
                log.append(entries);
                if (timeToForce()) {
                    log.force();
                }
            }
            synchronized (this) {
                accepted += entries.size();
                progress.reach(already + accepted);
            }
        }

        @Override
        public synchronized void refused(Good row, String code) {
            refused++;
            String reason = "SQS rejects the message: " + code;
            reasons.add(reason);
            badRows.add(new Bad(row.position(), row.username(), List.of(reason)));
        }

        private synchronized boolean timeToForce() {
            Instant now = runtime.clock().instant();
            boolean due = now.isAfter(forced.plus(FORCE_EVERY));
            forced = due ? now : forced;
            return due;
        }

        synchronized int accepted() {
            return accepted;
        }

        synchronized int refused() {
            return refused;
        }
    }
}
