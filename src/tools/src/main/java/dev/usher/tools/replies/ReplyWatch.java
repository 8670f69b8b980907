package dev.usher.tools.replies;

import dev.usher.sqs.Message;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows every reply of a queue once; deletes them only if told to. */
public final class ReplyWatch implements ReplyReading.Taker {
    /** Replies come again while they are watched; so many are known again. */
    private static final int REMEMBERED = 1 << 18;

    private final Consumer<ReplyLine> shown;
    private final boolean showTokens;
    private final boolean delete;
    private final long most;
    private final ReplyTally tally;
    private final int remember;
    private SeenKeys seenKeys = new SeenKeys();
    private SeenKeys before = new SeenKeys();
    private int remembered;
    private long count;

    /**
     * @param shown gets each reply; one at a time
     * @param most to be shown
     */
    public ReplyWatch(
            Consumer<ReplyLine> shown,
            boolean showTokens,
            boolean delete,
            long most,
            ReplyTally tally) {
        this(shown, showTokens, delete, most, tally, REMEMBERED);
    }

    /**
     * @param remember how many are surely known again; up to twice as many may be
     */
    ReplyWatch(
            Consumer<ReplyLine> shown,
            boolean showTokens,
            boolean delete,
            long most,
            ReplyTally tally,
            int remember) {
        this.remember = remember;
        this.shown = shown;
        this.showTokens = showTokens;
        this.delete = delete;
        this.most = most;
        this.tally = tally;
    }

    @Override
    public synchronized ReplyReading.Verdict take(Message message) {
        Optional<ReplyLine> line = ReplyLine.of(message.body(), showTokens);
        Digest key = Digest.of(message.messageId());
        if (line.isEmpty() || count >= most || (seenKeys.find(key) | before.find(key)) != 0) {
            return ReplyReading.Verdict.LEFT;
        }
        seenKeys.add(key, 1);
        if (++remembered == remember) {
            before = seenKeys;
            seenKeys = new SeenKeys();
            remembered = 0;
        }
        count++;
        tally.add(line.get());
        shown.accept(line.get());
        return delete ? ReplyReading.Verdict.TAKEN : ReplyReading.Verdict.NOTED;
    }

    @Override
    public void secure() {}

    @Override
    public synchronized boolean enough() {
        return count >= most;
    }
}
