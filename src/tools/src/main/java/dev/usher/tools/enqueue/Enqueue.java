package dev.usher.tools.enqueue;

import dev.usher.sqs.Pace;
import dev.usher.sqs.Queue;
import dev.usher.tools.command.CannotGoOn;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.Enqueued.End;
import dev.usher.tools.enqueue.Survey.Findings;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.Fingerprint;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file twice: the first time every row is inspected, the second time the good ones are
 * sent. With a run folder, the same job goes on where it was ended.
 */
public final class Enqueue {
    private final Job job;
    private final BadRows badRows;
    private final Progress progress;
    private final CommandRuntime surroundings;

    /**
     * How it is sent.
     *
     * @param run null to keep nothing
     * @param strict whether one bad row is enough to send nothing
     */
    public record Dispatch(Queue queue, @Nullable RunFolder run, Pace pace, boolean strict) {}

    public Enqueue(Job job, BadRows badRows, Progress progress, CommandRuntime surroundings) {
        this.job = job;
        this.badRows = badRows;
        this.progress = progress;
        this.surroundings = surroundings;
    }

    /**
     * Inspects the rows and sends nothing.
     *
     * @param pool null to leave the user pool alone
     * @throws CannotGoOn if the file can't be read as what it should be
     */
    public Enqueued check(@Nullable Population pool) throws InterruptedException {
        Findings findings = new Survey(job, pool, badRows, progress).read(surroundings.stopped());
        return findings == null ? stopped() : ended(findings, End.CHECKED);
    }

    /**
     * Inspects the rows, then sends the good ones.
     *
     * @throws CannotGoOn if the file or the options are not those that the run began with, or the
     *     queue takes nothing
     */
    public Enqueued send(Dispatch dispatch) throws InterruptedException {
        Map<String, String> options = new TreeMap<>(job.options());
        options.put("queue", dispatch.queue().url());
        RunNote before = dispatch.run() == null ? null : dispatch.run().note();
        if (before != null) {
            new Continuation(before, dispatch.run()).check(job.source().size(), options);
            if (before.complete()) {
                new Continuation(before, dispatch.run()).check(Fingerprint.of(job.source()));
                return complete(before);
            }
        }
        Findings findings = new Survey(job, null, badRows, progress).read(surroundings.stopped());
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
        return new Sending(job, note, dispatch, surroundings).send(findings, badRows, progress);
    }

    private RunNote begin(Findings findings, Map<String, String> options) {
        String nonce =
                new Digest(surroundings.random().nextLong(), surroundings.random().nextLong())
                        .hex();
        String file =
                job.source().path() == null
                        ? "-"
                        : job.source().path().toAbsolutePath().normalize().toString();
        return new RunNote(
                file,
                options,
                nonce,
                findings.content(),
                new RunNote.Counts(findings.rows(), findings.bad().cardinality()),
                false);
    }

    private static Enqueued complete(RunNote note) {
        int good = note.counts().rows() - note.counts().bad();
        return new Enqueued(
                note.counts().rows(),
                note.counts().bad(),
                0,
                0,
                good,
                Map.of(),
                End.COMPLETE_BEFORE);
    }

    private static Enqueued stopped() {
        return new Enqueued(0, 0, 0, 0, 0, Map.of(), End.STOPPED);
    }

    private static Enqueued ended(Findings findings, End end) {
        BitSet bad = findings.bad();
        return new Enqueued(
                findings.rows(),
                bad.cardinality(),
                findings.existing(),
                0,
                0,
                findings.reasons(),
                end);
    }
}
