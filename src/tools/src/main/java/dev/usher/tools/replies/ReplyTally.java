package dev.usher.tools.replies;

import java.util.SortedMap;
import java.util.TreeMap;

/** How many replies said what: by type, status and, where they failed, code. */
public final class ReplyTally {
    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private int tokens;

    synchronized void add(ReplyLine line) {
        String code = line.text("/failure/code");
        counts.merge((line.text("/status") + " " + code).strip(), 1, Integer::sum);
        tokens += line.tokens() ? 1 : 0;
    }

    /** By {@code status}, or {@code status code}. */
    public synchronized SortedMap<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** How many brought tokens. */
    public synchronized int withTokens() {
        return tokens;
    }
}
