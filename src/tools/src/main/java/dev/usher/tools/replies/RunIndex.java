package dev.usher.tools.replies;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import dev.usher.tools.run.SentLog;
import java.util.Arrays;

/**
 * An index of the sent rows of a run and their replies, about eighty bytes per row. A row that was
 * sent twice has two messages; one reply is enough.
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
     * @param rows of the file, including those that were not sent
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
     * Records that a row was sent.
     *
     * @param offset of its entry in the log
     */
    synchronized void sent(long offset, SentLog.Entry entry) {
        int row = entry.number();
        if (row < 1 || row >= sent.length) {
            throw CommandException.failed("the run folder names a row that is not in the file");
        }
        messages.add(Digest.of(entry.messageId()), row);
        ids.add(Digest.of(entry.id()), row);
        if (sent[row] == NONE) {
            waiting++;
        }
        sent[row] = offset;
    }

    /** Which row a reply belongs to. */
    enum Match {
        /** A reply to a recorded message of this run. */
        ROW,
        /** A reply to a message that a crash kept from being recorded; the row was sent again. */
        UNRECORDED,
        /** Not a reply to this run. */
        OTHER
    }

    synchronized Match match(RowReply reply) {
        if (messages.find(Digest.of(reply.messageId())) != 0) {
            return Match.ROW;
        }
        return !reply.ofAnother() && ids.find(Digest.of(reply.id())) != 0
                ? Match.UNRECORDED
                : Match.OTHER;
    }

    /** Whether the reply is better than the recorded one. */
    synchronized boolean better(RowReply reply) {
        return reply.rank() > ranks[row(reply)];
    }

    /**
     * Records a reply.
     *
     * @param offset of the reply in the log
     */
    synchronized void answered(long offset, RowReply reply) {
        int row = row(reply);
        if (row == 0 || reply.rank() <= ranks[row]) {
            return;
        }
        waiting -= ranks[row] == 0 ? 1 : 0;
        provisional -= ranks[row] == 1 ? 1 : 0;
        provisional += reply.provisional() ? 1 : 0;
        ranks[row] = (byte) reply.rank();
        answered[row] = offset;
    }

    private int row(RowReply reply) {
        return messages.find(Digest.of(reply.messageId()));
    }

    /** How many sent rows have no reply. */
    synchronized int waiting() {
        return waiting;
    }

    /** How many replies may be followed by a better one. */
    synchronized int provisional() {
        return provisional;
    }

    /** The number of rows of the file. */
    int rows() {
        return sent.length - 1;
    }

    synchronized boolean isSent(int row) {
        return sent[row] != NONE;
    }

    synchronized boolean isAnswered(int row) {
        return answered[row] != NONE;
    }

    /** The offset of the row's entry in the log of sent rows. */
    synchronized long sentAt(int row) {
        return sent[row];
    }

    /** The offset of the row's reply in the log of replies. */
    synchronized long answeredAt(int row) {
        return answered[row];
    }
}
