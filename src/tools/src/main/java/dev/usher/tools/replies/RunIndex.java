package dev.usher.tools.replies;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import dev.usher.tools.run.SentLog;
import java.util.Arrays;

/**
 * The rows of a run that were sent, and how far each is answered; some eighty bytes a row, whatever
 * is in it. A row that was sent twice has two messages, of which one answer is enough.
 */
final class RunIndex {
    private static final long NONE = -1;

    private final SeenKeys messages = new SeenKeys();
    private final SeenKeys ids = new SeenKeys();
    private final long[] sent;
    private final long[] answered;
    private final byte[] ranks;
    private int waiting;
    private int provisional;

    /**
     * @param rows of the file, those that were not sent included
     */
    RunIndex(int rows) {
        this.sent = filled(rows);
        this.answered = filled(rows);
        this.ranks = new byte[rows + 1];
    }

    private static long[] filled(int rows) {
        long[] offsets = new long[rows + 1];
        Arrays.fill(offsets, NONE);
        return offsets;
    }

    /**
     * A row was sent.
     *
     * @param offset of its entry in the log
     */
    synchronized void sent(long offset, SentLog.Entry entry) {
        int row = entry.number();
        if (row < 1 || row >= sent.length) {
            throw CommandException.failed("the run folder names a row that the file does not have");
        }
        messages.add(Digest.of(entry.messageId()), row);
        ids.add(Digest.of(entry.id()), row);
        if (sent[row] == NONE) {
            waiting++;
        }
        sent[row] = offset;
    }

    /** Whose an answer is. */
    enum Match {
        /** It answers a message of this run. */
        ROW,
        /** A crash kept this run from noting the message; the row has another one. */
        TWIN,
        /** Not this run's. */
        STRANGER
    }

    synchronized Match match(RowReply rowReply) {
        if (messages.find(Digest.of(rowReply.messageId())) != 0) {
            return Match.ROW;
        }
        return !rowReply.ofAnother() && ids.find(Digest.of(rowReply.id())) != 0
                ? Match.TWIN
                : Match.STRANGER;
    }

    /** Whether it says more than is known of its row. */
    synchronized boolean better(RowReply rowReply) {
        return rowReply.rank() > ranks[row(rowReply)];
    }

    /**
     * A row was answered.
     *
     * @param offset of the answer in the log
     */
    synchronized void answered(long offset, RowReply rowReply) {
        int row = row(rowReply);
        if (row == 0 || rowReply.rank() <= ranks[row]) {
            return;
        }
        waiting -= ranks[row] == 0 ? 1 : 0;
        provisional -= ranks[row] == 1 ? 1 : 0;
        provisional += rowReply.provisional() ? 1 : 0;
        ranks[row] = (byte) rowReply.rank();
        answered[row] = offset;
    }

    private int row(RowReply rowReply) {
        return messages.find(Digest.of(rowReply.messageId()));
    }

    /** How many of the sent rows nobody has answered yet. */
    synchronized int waiting() {
        return waiting;
    }

    /** How many answers are such that a better one may follow. */
    synchronized int provisional() {
        return provisional;
    }

    /** How many rows the file has. */
    int rows() {
        return sent.length - 1;
    }

    synchronized boolean isSent(int row) {
        return sent[row] != NONE;
    }

    synchronized boolean isAnswered(int row) {
        return answered[row] != NONE;
    }

    /** Where the row's entry is in the log of what was sent. */
    synchronized long sentAt(int row) {
        return sent[row];
    }

    /** Where the row's answer is in the log of answers. */
    synchronized long answeredAt(int row) {
        return answered[row];
    }
}
