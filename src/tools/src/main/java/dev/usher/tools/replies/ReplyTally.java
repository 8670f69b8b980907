package dev.usher.tools.replies;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts replies up to a limit, by status and, if they failed, code. */
public final class ReplyTally {
    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private final long most;
    private int all;
    private int tokens;

    /**
     * @param most replies to take
     */
    public ReplyTally(long most) {
        this.most = most;
    }

    synchronized void add(ReplyLine line) {
        String code = line.text("/failure/code");
        counts.merge((line.text("/status") + " " + code).strip(), 1, Integer::sum);
        all++;
        tokens += line.tokens() ? 1 : 0;
    }

    /** By {@code status}, or {@code status code}. */
    public synchronized SortedMap<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    public synchronized int all() {
        return all;
    }

    /** How many replies had tokens. */
    public synchronized int withTokens() {
        return tokens;
    }

    synchronized boolean complete() {
        return all >= most;
    }
}
