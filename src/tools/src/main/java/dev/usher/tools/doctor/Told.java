package dev.usher.tools.doctor;

/** A fault in the worker's own words, which put the mend behind a semicolon. */
record Told(String found, String mend) {
    /**
     * @param otherwise the mend of what names none
     */
    static Told of(String message, String otherwise) {
        int end = message.indexOf("; ");
        return end < 0
                ? new Told(message, otherwise)
                : new Told(message.substring(0, end), message.substring(end + 2));
    }
}
