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
 * Reads a file twice: the first time every row is inspected, the second time the good ones are
 * sent. With a run folder, the same job goes on where it was ended.
 */
public final class Enqueue {
    private final EnqueueJob enqueueJob;
    private final BadRows badRows;
    private final Progress progress;
    private final CommandRuntime surroundings;

    /**
     * How it is sent.
     *
     * @param run null to keep nothing
     * @param strict whether one bad row is enough to send nothing
     */
    public record Dispatch(
            Queue queue, @Nullable RunFolder run, SendRateLimiter pace, boolean strict) {}

    public Enqueue(
            EnqueueJob enqueueJob,
            BadRows badRows,
            Progress progress,
            CommandRuntime surroundings) {
        this.enqueueJob = enqueueJob;
        this.badRows = badRows;
        this.progress = progress;
        this.surroundings = surroundings;
    }

    /**
     * Inspects the rows and sends nothing.
     *
     * @param pool null to leave the user pool alone
     * @throws CommandException if the file can't be read as what it should be
     */
    public EnqueueResult check(@Nullable PoolLookup pool) throws InterruptedException {
        Findings findings =
                new ValidationPass(enqueueJob, pool, badRows, progress)
                        .read(surroundings.stopped());
        return findings == null ? stopped() : ended(findings, End.CHECKED);
    }

    /**
     * Inspects the rows, then sends the good ones.
     *
     * @throws CommandException if the file or the options are not those that the run began with, or
     *     the queue takes nothing
     */
    public EnqueueResult send(Dispatch dispatch) throws InterruptedException {
        Map<String, String> options = new TreeMap<>(enqueueJob.options());
        options.put("queue", dispatch.queue().url());
        RunNote before = dispatch.run() == null ? null : dispatch.run().note();
        if (before != null) {
            new Continuation(before, dispatch.run()).check(enqueueJob.source().size(), options);
            if (before.complete()) {
                new Continuation(before, dispatch.run())
                        .check(FileFingerprint.of(enqueueJob.source()));
                return complete(before);
            }
        }
        Findings findings =
                new ValidationPass(enqueueJob, null, badRows, progress)
                        .read(surroundings.stopped());
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
            new Continuation(before, dispatch.run()).check(findings.content());
            note = before;
        }
        return new Sending(enqueueJob, note, dispatch, surroundings)
                .send(findings, badRows, progress);
    }

    private RunNote begin(Findings findings, Map<String, String> options) {
        String nonce =
                new Digest(surroundings.random().nextLong(), surroundings.random().nextLong())
                        .hex();
        String file =
                enqueueJob.source().path() == null
                        ? "-"
                        : enqueueJob.source().path().toAbsolutePath().normalize().toString();
        return new RunNote(
                file,
                options,
                nonce,
                findings.content(),
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
