package dev.usher.emulator;

import dev.usher.emulator.control.Faults;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The options of an {@link EmbeddedAws}.
 *
 * @param address where the one endpoint listens
 * @param port of the one endpoint; 0 for any free one
 * @param region named in pool ids, ARNs and the tokens' issuer
 * @param clock the time of the services, SQS apart; a test's may stop or jump
 * @param quotas whether Cognito's request quotas hold, with AWS's default numbers
 * @param latency added to every call, SQS apart
 * @param seed of the random draws of {@link Faults}
 */
public record Options(
        String address,
        int port,
        String region,
        InstantSource clock,
        boolean quotas,
        Duration latency,
        long seed) {
    /**
     * Any port of 127.0.0.1, us-east-1, the system's clock, quotas as on AWS, no latency, seed 1.
     */
    public static Options standard() {
        return new Options(
                "127.0.0.1", 0, "us-east-1", InstantSource.system(), true, Duration.ZERO, 1);
    }

    public Options withAddress(String address) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withPort(int port) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withRegion(String region) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withClock(InstantSource clock) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withQuotas(boolean quotas) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withLatency(Duration latency) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }

    public Options withSeed(long seed) {
        return new Options(address, port, region, clock, quotas, latency, seed);
    }
}
