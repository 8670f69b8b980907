package dev.usher.tools.doctor;

/** Splits the worker's message for a fault at its semicolon: what was found, and the fix. */
record FaultText(String found, String fix) {
    /**
     * @param otherwise the fix if the message has none
     */
    static FaultText of(String message, String otherwise) {
        int end = message.indexOf("; ");
        return end < 0
                ? new FaultText(message, otherwise)
                : new FaultText(message.substring(0, end), message.substring(end + 2));
    }
}
