package dev.usher.tools.doctor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Compares this machine's clock with SQS's. AWS rejects signatures that are five minutes off, and
 * workers compare leases and the ages of users between machines.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature
 *     Version 4</a>
 */
final class ClockCheck {
    private static final Duration ODD = Duration.ofSeconds(30);
    private static final Duration REFUSED = Duration.ofMinutes(5);
    private static final String FIX =
            "synchronize this machine's clock by NTP (chrony, systemd-timesyncd, Amazon Time Sync)";

    private ClockCheck() {}

    /**
     * @param ahead how far SQS's clock is ahead of this one; null if unknown
     */
    static Finding of(@Nullable Duration ahead) {
        if (ahead == null) {
            return Finding.skipped("clock", "-", "SQS gave no time to compare with", "");
        }
        Duration off = ahead.abs();
        String found =
                "%d s %s SQS's"
                        .formatted(off.toSeconds(), ahead.isNegative() ? "ahead of" : "behind");
        if (off.compareTo(REFUSED) >= 0) {
            return Finding.failed("clock", "-", found + ": AWS rejects its signatures", FIX);
        }
        return off.compareTo(ODD) >= 0
                ? Finding.warning("clock", "-", found + ": leases may look expired", FIX)
                : Finding.ok("clock", "-", "less than 30 s off SQS's");
    }
}
