package dev.usher.tools.enqueue;

import dev.usher.sqs.Queue;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.EnqueueResult.Checked;
import dev.usher.tools.enqueue.EnqueueResult.End;
import dev.usher.tools.enqueue.ValidationPass.Findings;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file twice: first it validates every row, then it sends the good ones. With a run folder,
 * an interrupted job continues.
 */
public final class Enqueue {
    private final EnqueueJob job;
    private final BadRows badRows;
    private final Progress progress;
    private final CommandRuntime runtime;

    /**
     * How the rows are sent.
     *
     * @param run null to keep no progress
     * @param strict whether one bad row prevents sending
     */
    public record Dispatch(
            Queue queue, @Nullable RunFolder run, SendRateLimiter pace, boolean strict) {}

    public Enqueue(
            EnqueueJob job,
            BadRows badRows,
            Progress progress,
            CommandRuntime runtime) {
        this.job = job;
        this.badRows = badRows;
        this.progress = progress;
        this.runtime = runtime;
    }

    /**
     * Validates the rows and sends nothing.
     *
     * @param pool null to skip the checks by the user pool
     * @throws CommandException if the file is unreadable
     */
    public EnqueueResult check(@Nullable PoolLookup pool) throws InterruptedException {
        Findings findings =
                new ValidationPass(job, pool, badRows, progress)
                        .read(runtime.stopped());
        return findings == null ? stopped() : ended(findings, End.CHECKED);
    }

    /**
     * Validates the rows, then sends the good ones.
     *
     * @throws CommandException if the file or the options are not those that the run began with, or
     *     the queue takes nothing
     */
    public EnqueueResult send(Dispatch dispatch) throws InterruptedException {
        Map<String, String> options = new TreeMap<>(job.options());
        options.put("queue", dispatch.queue().url());
        RunNote before = dispatch.run() == null ? null : dispatch.run().note();
        if (before != null) {
            new RunContinuation(before, dispatch.run()).check(job.source().size(), options);
            if (before.complete()) {
                new RunContinuation(before, dispatch.run())
                        .check(FileFingerprint.of(job.source()));
                return complete(before);
            }
        }
        Findings findings =
                new ValidationPass(job, null, badRows, progress)
                        .read(runtime.stopped());
        if (findings == null) {
            return stopped();
        }
        if (dispatch.strict() && !findings.bad().isEmpty()) {
            return ended(findings, End.REFUSED);
        }
        RunNote note;
        if (before == null) {
            note = begin(findings, options);
            if (dispatch.run() != null) {
                dispatch.run().write(note);
            }
        } else {
            new RunContinuation(before, dispatch.run()).check(findings.content());
            note = before;
        }
        return new Sending(job, note, dispatch, runtime)
                .send(findings, badRows, progress);
    }

    private RunNote begin(Findings findings, Map<String, String> options) {
        String nonce =
                new Digest(runtime.random().nextLong(), runtime.random().nextLong())
                        .hex();
        String file =
                job.source().path() == null
                        ? "-"
                        : job.source().path().toAbsolutePath().normalize().toString();
        return new RunNote(
                new RunNote.Input(file, findings.content()),
                options,
                nonce,
                new RunNote.Counts(findings.rows(), findings.bad().cardinality()),
                false);
    }

    private static EnqueueResult complete(RunNote note) {
        int good = note.counts().rows() - note.counts().bad();
        return new EnqueueResult(
                new Checked(note.counts().rows(), note.counts().bad(), 0, Map.of()),
                0,
                good,
                End.COMPLETE_BEFORE);
    }

    private static EnqueueResult stopped() {
        return new EnqueueResult(Checked.NOTHING, 0, 0, End.STOPPED);
    }

    private static EnqueueResult ended(Findings findings, End end) {
        Checked checked =
                new Checked(
                        findings.rows(),
                        findings.bad().cardinality(),
                        findings.existing(),
                        findings.reasons());
        return new EnqueueResult(checked, 0, 0, end);
    }
}
