package dev.usher.tools.doctor;

import java.util.Locale;

/**
 * What a check found; holds nothing of the secret.
 *
 * @param check what was looked at: settings, redrive, ...
 * @param subject the queue, pool, table or setting that it is about
 * @param found in words
 * @param mend what to do about it; empty where there is nothing to do
 */
public record Finding(String check, String subject, Status status, String found, String mend) {
    /** How it stands. */
    public enum Status {
        OK,
        /** The worker works, though not as well as it should, or not for what few senders ask. */
        WARNING,
        /** The worker, or some of its usual requests, will not work; or something can be lost. */
        FAILED,
        /** Nobody knows. */
        SKIPPED;

        /** As it is printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String subject, String found) {
        return new Finding(check, subject, Status.OK, found, "");
    }

    static Finding warning(String check, String subject, String found, String mend) {
        return new Finding(check, subject, Status.WARNING, found, mend);
    }

    static Finding failed(String check, String subject, String found, String mend) {
        return new Finding(check, subject, Status.FAILED, found, mend);
    }

    static Finding skipped(String check, String subject, String found, String mend) {
        return new Finding(check, subject, Status.SKIPPED, found, mend);
    }

    /** In one line. */
    public String text() {
        return mend.isEmpty() ? found : found + "; " + mend;
    }
}
