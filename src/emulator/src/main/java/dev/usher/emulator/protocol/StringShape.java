package dev.usher.emulator.protocol;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a text in a request, as a service's API model gives them.
 *
 * @param pattern null if any text will do
 */
public record StringShape(int least, int greatest, @Nullable Pattern pattern) {
    public StringShape(int least, int greatest) {
        this(least, greatest, (Pattern) null);
    }

    public StringShape(int least, int greatest, String pattern) {
        this(least, greatest, Pattern.compile(pattern));
    }

    /** The constraint that a text violates, in AWS's words; null if it violates none. */
    @Nullable String violated(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < least) {
            return "Member must have length greater than or equal to " + least;
        }
        if (length > greatest) {
            return "Member must have length less than or equal to " + greatest;
        }
        if (pattern != null && !pattern.matcher(text).matches()) {
            return "Member must satisfy regular expression pattern: " + pattern.pattern();
        }
        return null;
    }
}
