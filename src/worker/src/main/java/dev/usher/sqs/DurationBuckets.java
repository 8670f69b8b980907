package dev.usher.sqs;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** The histograms of durations, as OpenTelemetry defines them. */
public final class DurationBuckets {
    /**
     * Bounds in seconds as OpenTelemetry advises, and two beyond, since a long poll takes 20 s and
     * a wait for the quota may take longer.
     *
     * @see <a
     *     href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/">Messaging
     *     metrics</a>
     */
    private static final Duration[] BOUNDS =
            DoubleStream.of(
                            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5,
                            10, 30, 60)
                    .mapToObj(seconds -> Duration.ofMillis(Math.round(1000 * seconds)))
                    .toArray(Duration[]::new);

    private DurationBuckets() {}

    /** A histogram without labels yet. */
    public static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
    }
}
