package dev.usher.message;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form that a string must have.
 *
 * @param least and {@code most}: its length in code points, as JSON Schema counts
 * @param form the pattern of the whole string
 * @param says the rule in words: "must be ..."
 */
record StringRule(int least, int most, @Nullable Pattern form, String says) {
    /** The idempotency key. */
    static final StringRule ID =
            new StringRule(
                    1,
                    128,
                    Pattern.compile("[A-Za-z0-9._:@/+=-]+"),
                    "must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ / + = -");

    /**
     * A username or the name of a group.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html">Username</a>
     */
    static final StringRule NAME = cognitoName(128);

    /**
     * The name of an attribute.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AttributeType.html">Name</a>
     */
    static final StringRule ATTRIBUTE_NAME = cognitoName(32);

    static final StringRule ATTRIBUTE_VALUE =
            new StringRule(0, 2048, null, "must be at most 2048 characters");
    static final StringRule PASSWORD = new StringRule(1, 256, null, "must be 1 to 256 characters");
    static final StringRule QUEUE = new StringRule(1, 256, null, "must be 1 to 256 characters");
    static final StringRule TOKEN = new StringRule(1, Json.LONGEST, null, "must not be empty");
    static final StringRule ANY = new StringRule(0, Json.LONGEST, null, "must be a string");

    /** What is wrong with the text, or null. */
    @Nullable String broken(String text) {
        if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            return "has half of a surrogate pair, which cannot be sent on";
        }
        int length = text.codePointCount(0, text.length());
        boolean fits = length >= least && length <= most;
        return fits && (form == null || form.matcher(text).matches()) ? null : says;
    }

    boolean holds(String text) {
        return broken(text) == null;
    }

    private static StringRule cognitoName(int most) {
        return new StringRule(
                1,
                most,
                Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"),
                "must be 1 to " + most + " characters, no white space or control characters");
    }
}
