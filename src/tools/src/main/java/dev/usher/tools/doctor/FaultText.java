package dev.usher.tools.doctor;

/** A fault in the worker's own words, which put the mend behind a semicolon. */
record FaultText(String found, String mend) {
    /**
     * @param otherwise the mend of what names none
     */
    static FaultText of(String message, String otherwise) {
        int end = message.indexOf("; ");
        return end < 0
                ? new FaultText(message, otherwise)
                : new FaultText(message.substring(0, end), message.substring(end + 2));
    }
}
