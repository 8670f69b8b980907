package dev.usher.tools.replies;

import dev.usher.sqs.Message;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows every reply of a queue once, and deletes it if requested. */
public final class ReplyWatch implements ReplyReading.Taker {
    /** Replies are received again and again; this many are recognized. */
    private static final int REMEMBERED = 1 << 18;

    private final Consumer<ReplyLine> shown;
    private final boolean showTokens;
    private final boolean delete;
    private final ReplyTally tally;
    private final int remember;
    private SeenKeys seenKeys = new SeenKeys();
    private SeenKeys before = new SeenKeys();
    private int remembered;

    /**
     * @param shown gets each reply, one at a time
     */
    public ReplyWatch(
            Consumer<ReplyLine> shown, boolean showTokens, boolean delete, ReplyTally tally) {
        this(shown, showTokens, delete, tally, REMEMBERED);
    }

    /**
     * @param remember how many replies are recognized at least
     */
    ReplyWatch(
            Consumer<ReplyLine> shown,
            boolean showTokens,
            boolean delete,
            ReplyTally tally,
            int remember) {
        this.remember = remember;
        this.shown = shown;
        this.showTokens = showTokens;
        this.delete = delete;
        this.tally = tally;
    }

    @Override
    public synchronized ReplyReading.Verdict take(Message message) {
        Optional<ReplyLine> line = ReplyLine.of(message.body(), showTokens);
        Digest key = Digest.of(message.messageId());
        if (line.isEmpty() || tally.complete() || (seenKeys.find(key) | before.find(key)) != 0) {
            return ReplyReading.Verdict.LEFT;
        }
        seenKeys.add(key, 1);
        if (++remembered == remember) {
            before = seenKeys;
            seenKeys = new SeenKeys();
            remembered = 0;
        }
        tally.add(line.get());
        shown.accept(line.get());
        return delete ? ReplyReading.Verdict.TAKEN : ReplyReading.Verdict.NOTED;
    }

    @Override
    public void secure() {}

    @Override
    public synchronized boolean enough() {
        return tally.complete();
    }
}
