package dev.usher.message;

/**
 * One thing that is wrong with a request, in the worker's own words; never quotes a value.
 *
 * @param pointer the place, as a JSON Pointer (RFC 6901); empty for the body as a whole. Names that
 *     the sender chose are cut at 64 characters and shown without control characters
 * @param what is wrong, to be read after the pointer: "is required"
 */
public record Problem(String pointer, String what) {
    private static final int LONGEST_NAME = 64;

    /** The pointer to the member {@code name} of what {@code parent} points to. */
    static String pointer(String parent, String name) {
        var pointer = new StringBuilder(parent).append('/');
        int length = 0;
        for (int c : (Iterable<Integer>) name.codePoints()::iterator) {
            if (++length > LONGEST_NAME) {
                return pointer.append("...").toString();
            }
            switch (c) {
                case '~' -> pointer.append("~0");
                case '/' -> pointer.append("~1");
                default -> append(pointer, c);
            }
        }
        return pointer.toString();
    }

    /** Escapes characters that a log, a terminal or a message attribute cannot take. */
    private static void append(StringBuilder pointer, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    pointer.append("\\u{").append(Integer.toHexString(c)).append('}');
            default -> pointer.appendCodePoint(c);
        }
    }

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the body" : pointer) + " " + what;
    }
}
