package dev.usher.tools.doctor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * This machine's clock against SQS's. Signatures more than five minutes off are refused; leases and
 * the ages of users are compared between machines.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature
 *     Version 4</a>
 */
final class ClockCheck {
    private static final Duration ODD = Duration.ofSeconds(30);
    private static final Duration REFUSED = Duration.ofMinutes(5);
    private static final String MEND =
            "let this machine keep its time by NTP (chrony, systemd-timesyncd, Amazon Time Sync)";

    private ClockCheck() {}

    /**
     * @param ahead how far SQS's clock is ahead of this one; null if it was not told
     */
    static Finding of(@Nullable Duration ahead) {
        if (ahead == null) {
            return Finding.skipped("clock", "-", "no answer of SQS to compare with", "");
        }
        Duration off = ahead.abs();
        String found =
                "%d s %s SQS's"
                        .formatted(off.toSeconds(), ahead.isNegative() ? "ahead of" : "behind");
        if (off.compareTo(REFUSED) >= 0) {
            return Finding.failed("clock", "-", found + ": AWS refuses such signatures", MEND);
        }
        return off.compareTo(ODD) >= 0
                ? Finding.warning("clock", "-", found + ": leases may seem to have run out", MEND)
                : Finding.ok("clock", "-", "less than 30 s off SQS's");
    }
}
