package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import java.time.InstantSource;

/**
 * The read or write units of a table. Up to 300 seconds' worth of unused units can be used in a
 * burst; a call that finds any is served, even if it needs more.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html">Burst
 *     capacity</a>
 */
final class Throughput {
    private static final int BURST_SECONDS = 300;

    private final int perSecond;
    private final InstantSource clock;
    private double units;
    private long filled;

    /**
     * @param perSecond 0 for a table that is billed per request, which is not throttled here
     */
    Throughput(int perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.units = perSecond;
        this.filled = clock.millis();
    }

    /**
     * @throws AwsError ProvisionedThroughputExceededException
     */
    synchronized void take(double needed) {
        if (perSecond == 0) {
            return;
        }
        long now = clock.millis();
        double more = Math.max(0, now - filled) * perSecond / 1000.0;
        units = Math.min((double) perSecond * BURST_SECONDS, units + more);
        filled = now;
        if (units <= 0) {
            throw AwsError.of(
                    "ProvisionedThroughputExceededException",
                    "The level of configured provisioned throughput for the table was exceeded."
                            + " Consider increasing your provisioning level with the UpdateTable"
                            + " API.");
        }
        units -= needed;
    }
}
