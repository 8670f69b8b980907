package dev.usher.sqs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Error codes as values of a label. They come from outside, and a label must have few values: a
 * code that is no single word, or comes after the first few dozen, is {@link #OTHER}.
 */
public final class ErrorCodes {
    public static final String NONE = "";
    public static final String OTHER = "other";

    private static final int MOST = 40;
    private static final Pattern CODE = Pattern.compile("[A-Za-z]{1,60}");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** The code itself, or {@link #OTHER}. */
    public String label(String code) {
        if (seen.contains(code)) {
            return code;
        }
        return seen.size() < MOST && CODE.matcher(code).matches() && seen.add(code) ? code : OTHER;
    }
}
