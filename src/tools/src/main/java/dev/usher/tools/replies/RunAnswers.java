package dev.usher.tools.replies;

import dev.usher.sqs.Message;
import dev.usher.tools.command.CannotGoOn;
import dev.usher.tools.command.Progress;
import dev.usher.tools.files.AppendFile;
import dev.usher.tools.files.Source;
import dev.usher.tools.replies.Roster.Match;
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
 * Takes the answers to the rows of a run, from one process to the next, until each row that was
 * sent is answered. Other replies are left to others.
 */
public final class RunAnswers implements ReplyReading.Taker, AutoCloseable {
    private final RunFolder folder;
    private final RunNote note;
    private final boolean withTokens;
    private final Progress progress;
    private final Roster roster;
    private final SentLog sent;
    private final AppendFile answers;

    /**
     * @param withTokens whether tokens are kept, in the clear
     * @throws CannotGoOn if nothing was sent from the folder yet, or it can't be read
     */
    public RunAnswers(RunFolder folder, boolean withTokens, Progress progress) {
        this.folder = folder;
        this.withTokens = withTokens;
        this.progress = progress;
        RunNote begun = folder.note();
        if (begun == null) {
            throw CannotGoOn.usage(folder.path() + " is no run folder of enqueue");
        }
        this.note = begun;
        this.roster = new Roster(note.counts().rows());
        this.sent = new SentLog(folder.sent(), roster::sent);
        this.answers =
                new AppendFile(
                        folder.answers(),
                        (offset, line) -> {
                            Answer answer = Answer.read(line);
                            if (answer != null) {
                                roster.answered(offset, answer);
                            }
                            return answer != null;
                        });
    }

    /** The queue that the rows ask to be answered on; null for the worker's default. */
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

    /** Begins to tell how far it is. */
    public void begin() {
        int rows = note.counts().rows() - note.counts().bad();
        progress.begin("Answered", "rows", rows, answered(rows));
    }

    private long answered(int rows) {
        return Math.max(0, rows - roster.waiting());
    }

    @Override
    public ReplyReading.Fate take(Message message) {
        Optional<Answer> read =
                ReplyLine.of(message.body(), withTokens)
                        .flatMap(reply -> Answer.of(reply, withTokens));
        if (read.isEmpty()) {
            return ReplyReading.Fate.LEFT;
        }
        Answer answer = read.get();
        Match match = roster.match(answer);
        if (match == Match.STRANGER) {
            return ReplyReading.Fate.LEFT;
        }
        note(answer, match);
        return ReplyReading.Fate.TAKEN;
    }

    private synchronized void note(Answer answer, Match match) {
        if (match == Match.TWIN || roster.better(answer)) {
            long offset = answers.append(List.of(answer.write()))[0];
            roster.answered(offset, answer);
            progress.reach(answered(note.counts().rows() - note.counts().bad()));
        }
    }

    @Override
    public void secure() {
        answers.force();
    }

    @Override
    public boolean enough() {
        return roster.waiting() == 0 && roster.provisional() == 0;
    }

    /** An answer that gave up may be followed by a better one, but not for certain. */
    @Override
    public boolean enoughWhenQuiet() {
        return roster.waiting() == 0;
    }

    /**
     * Writes {@code results.csv} and, if rows failed, {@code failed.csv} (or {@code failed.jsonl}).
     *
     * @param input where the rows are now; null to look where they were
     * @throws CannotGoOn if a file can't be written, or the input is not what it was
     */
    public RunResult write(@Nullable Source input) {
        progress.end();
        RunResult result = new Results(folder, roster, this::answer, sent, withTokens).write();
        return new FailedRows(folder, note).write(result, input);
    }

    private Answer answer(int row) {
        Answer answer = Answer.read(answers.line(roster.answeredAt(row)));
        if (answer == null) {
            throw CannotGoOn.failed(folder.answers() + " was changed while it was read");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        progress.end();
        answers.close();
        sent.close();
    }
}
