package dev.usher.tools.enqueue;

import dev.usher.tools.command.CannotGoOn;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.Enqueued.End;
import dev.usher.tools.enqueue.Survey.Findings;
import dev.usher.tools.enqueue.Verdict.Bad;
import dev.usher.tools.enqueue.Verdict.Good;
import dev.usher.tools.files.Fingerprint;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.Rows;
import dev.usher.tools.files.Source;
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

/** The second reading of a file: sends the good rows that are not sent yet. */
public final class Sending {
    private static final Duration FORCE_EVERY = Duration.ofSeconds(1);

    private final Job job;
    private final RunNote note;
    private final Enqueue.Dispatch dispatch;
    private final CommandRuntime surroundings;
    private final BitSet done = new BitSet();

    Sending(Job job, RunNote note, Enqueue.Dispatch dispatch, CommandRuntime surroundings) {
        this.job = job;
        this.note = note;
        this.dispatch = dispatch;
        this.surroundings = surroundings;
    }

    Enqueued send(Findings findings, BadRows badRows, Progress progress)
            throws InterruptedException {
        RunFolder run = dispatch.run();
        try (SentLog log =
                run == null
                        ? null
                        : new SentLog(run.sent(), (at, entry) -> done.set(entry.number()))) {
            int already = done.cardinality();
            progress.begin("Sending", "rows", findings.good(), already);
            Receiving receipts = new Receiving(log, badRows, progress, already);
            boolean whole = read(findings, receipts);
            if (log != null) {
                log.force();
            }
            int refused = receipts.refused();
            int bad = findings.bad().cardinality() + refused;
            badRows.secure();
            if (whole && run != null) {
                run.write(note.completed(bad));
            }
            Map<String, Integer> reasons = new TreeMap<>(findings.reasons());
            reasons.putAll(receipts.reasons.counts());
            return new Enqueued(
                    findings.rows(),
                    bad,
                    0,
                    receipts.accepted(),
                    already,
                    reasons,
                    whole ? End.COMPLETE : End.STOPPED);
        } catch (IOException e) {
            throw Source.unreadable(e);
        } finally {
            progress.end();
        }
    }

    /** Whether it came to the end. */
    private boolean read(Findings findings, Receiving receipts)
            throws InterruptedException, IOException {
        Courier courier =
                new Courier(
                        dispatch.queue(),
                        note.nonce(),
                        receipts,
                        new CommandRuntime(
                                surroundings.clock(),
                                surroundings.waiter(),
                                surroundings.random(),
                                surroundings.stopped()));
        Batches batches = new Batches(courier);
        Inspector inspector = job.inspector();
        try (Fingerprint.Measure measure = new Fingerprint.Measure(job.source().open())) {
            Rows file = job.sheet().open(measure, job.defaults());
            for (Row row = file.next(); row != null; row = file.next()) {
                if (surroundings.stopped().getAsBoolean()) {
                    courier.finish();
                    return false;
                }
                if (!findings.bad().get(row.number()) && !done.get(row.number())) {
                    batches.add(
                            switch (inspector.inspect(row)) {
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
            // Whatever ended the reading: what is on its way is waited for and noted.
            courier.finish();
        }
        return !surroundings.stopped().getAsBoolean();
    }

    private static CannotGoOn changed() {
        return CannotGoOn.failed("the file changed while it was read");
    }

    /** Joins rows to batches that SQS takes. */
    private final class Batches {
        private final Courier courier;
        private final int most = dispatch.pace().burst(Courier.MOST);
        private final List<Good> batch = new ArrayList<>();
        private int bytes;

        Batches(Courier courier) {
            this.courier = courier;
        }

        void add(Good row) throws InterruptedException {
            // The body is ASCII: one byte a character.
            if (bytes + row.body().length() > Courier.MOST_BYTES) {
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
                courier.send(batch);
                batch.clear();
                bytes = 0;
            }
        }
    }

    /** Notes what SQS took, and now and then sees that it is on the disk. */
    private final class Receiving implements Courier.Receipts {
        private final @Nullable SentLog log;
        private final BadRows badRows;
        private final Progress progress;
        private final Tally reasons = new Tally();
        private final int already;
        private int accepted;
        private int refused;
        private Instant forced = Instant.EPOCH;

        Receiving(@Nullable SentLog log, BadRows badRows, Progress progress, int already) {
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
            String reason = "SQS refuses the message: " + code;
            reasons.add(reason);
            badRows.add(
                    BadRows.Told.of(
                            new Bad(row.number(), row.line(), row.username(), List.of(reason))));
        }

        private synchronized boolean timeToForce() {
            Instant now = surroundings.clock().instant();
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
