package dev.usher.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** The metrics of the process itself, until {@link #close()}. */
public final class RuntimeMeters implements AutoCloseable {
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param version of this build
     */
    public RuntimeMeters(MeterRegistry registry, String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        var _ =
                Gauge.builder("usher.build.info", () -> 1)
                        .description("1; the label is the version")
                        .tag("version", version)
                        .register(registry);
    }

    @Override
    public void close() {
        collections.close();
    }
}
