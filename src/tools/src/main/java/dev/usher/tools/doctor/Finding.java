package dev.usher.tools.doctor;

import java.util.Locale;

/**
 * The result of a check, without secrets.
 *
 * @param check the check's name: settings, redrive, ...
 * @param subject the queue, pool, table or setting
 * @param fix what to do; empty if there is nothing to do
 */
public record Finding(String check, String subject, Status status, String found, String fix) {
    public enum Status {
        OK,
        /** The worker runs, but not as well as it should, or rare requests fail. */
        WARNING,
        /** The worker or usual requests fail, or data can be lost. */
        FAILED,
        /** Unknown. */
        SKIPPED;

        /** As it is printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String subject, String found) {
        return new Finding(check, subject, Status.OK, found, "");
    }

    static Finding warning(String check, String subject, String found, String fix) {
        return new Finding(check, subject, Status.WARNING, found, fix);
    }

    static Finding failed(String check, String subject, String found, String fix) {
        return new Finding(check, subject, Status.FAILED, found, fix);
    }

    static Finding skipped(String check, String subject, String found, String fix) {
        return new Finding(check, subject, Status.SKIPPED, found, fix);
    }

    /** The finding in one line. What is skipped has no fix, but a way to find out. */
    public String text() {
        String separator = status == Status.SKIPPED ? "; " : "; fix: ";
        return fix.isEmpty() ? found : found + separator + fix;
    }
}
