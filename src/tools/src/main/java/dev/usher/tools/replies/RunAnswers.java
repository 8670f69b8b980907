package dev.usher.tools.replies;

import dev.usher.sqs.Message;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.Progress;
import dev.usher.tools.files.AppendFile;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.replies.RunIndex.Match;
import dev.usher.tools.run.FailedRows;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import dev.usher.tools.run.RunResult;
import dev.usher.tools.run.SentLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the replies to the rows of a run, over several processes, until each row is answered.
 * Replies to other senders stay in the queue.
 */
public final class RunAnswers implements ReplyReading.Taker, AutoCloseable {
    private final RunFolder folder;
    private final RunNote note;
    private final boolean withTokens;
    private final Progress progress;
    private final RunIndex runIndex;
    private final SentLog sent;
    private final AppendFile answers;

    /**
     * @param withTokens whether tokens are kept unmasked
     * @throws CommandException if no row was sent from the folder, or it can't be read
     */
    public RunAnswers(RunFolder folder, boolean withTokens, Progress progress) {
        this.folder = folder;
        this.withTokens = withTokens;
        this.progress = progress;
        RunNote begun = folder.note();
        if (begun == null) {
            throw CommandException.usage(folder.path() + " is not a run folder of enqueue");
        }
        this.note = begun;
        this.runIndex = new RunIndex(note.counts().rows());
        this.sent = new SentLog(folder.sent(), runIndex::sent);
        this.answers =
                new AppendFile(
                        folder.answers(),
                        (offset, line) -> {
                            RowReply reply = RowReply.read(line);
                            if (reply != null) {
                                runIndex.answered(offset, reply);
                            }
                            return reply != null;
                        });
    }

    /** The rows' reply queue; null for the worker's default. */
    public @Nullable String replyTo() {
        String name = options().getOrDefault("reply-to", "");
        return name.isEmpty() ? null : name;
    }

    /** Whether the rows ask for tokens. */
    public boolean asksForTokens() {
        return options().getOrDefault("finish", "").equals("tokens");
    }

    /** Whether every good row was sent. */
    public boolean complete() {
        return note.complete();
    }

    private Map<String, String> options() {
        return note.options();
    }

    /** Begins to show progress. */
    public void begin() {
        int rows = note.counts().rows() - note.counts().bad();
        progress.begin("Answered", "rows", rows, answered(rows));
    }

    private long answered(int rows) {
        return Math.max(0, rows - runIndex.waiting());
    }

    @Override
    public ReplyReading.Verdict take(Message message) {
        Optional<RowReply> read =
                ReplyLine.of(message.body(), withTokens)
                        .flatMap(line -> RowReply.of(line, withTokens));
        if (read.isEmpty()) {
            return ReplyReading.Verdict.LEFT;
        }
        RowReply reply = read.get();
        Match match = runIndex.match(reply);
        if (match == Match.OTHER) {
            return ReplyReading.Verdict.LEFT;
        }
        record(reply, match);
        return ReplyReading.Verdict.TAKEN;
    }

    private synchronized void record(RowReply reply, Match match) {
        if (match == Match.UNRECORDED || runIndex.better(reply)) {
            long offset = answers.append(List.of(reply.write()))[0];
            runIndex.answered(offset, reply);
            progress.reach(answered(note.counts().rows() - note.counts().bad()));
        }
    }

    @Override
    public void secure() {
        answers.force();
    }

    @Override
    public boolean enough() {
        return runIndex.waiting() == 0 && runIndex.provisional() == 0;
    }

    /** A RETRIES_EXHAUSTED may be followed by a better reply, but need not be. */
    @Override
    public boolean enoughWhenQuiet() {
        return runIndex.waiting() == 0;
    }

    /**
     * Writes {@code results.csv} and, if rows failed, {@code failed.csv} (or {@code failed.jsonl}).
     *
     * @param input the rows; null to read them where they were
     * @throws CommandException if a file can't be written, or the input has changed
     */
    public RunResult write(@Nullable RowSource input) {
        progress.end();
        RunResult result =
                new ResultsFile(folder, runIndex, this::answer, sent, withTokens).write();
        return new FailedRows(folder, note).write(result, input);
    }

    private RowReply answer(int row) {
        RowReply reply = RowReply.read(answers.line(runIndex.answeredAt(row)));
        if (reply == null) {
            throw CommandException.failed(folder.answers() + " was changed while it was read");
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        progress.end();
        answers.close();
        sent.close();
    }
}
