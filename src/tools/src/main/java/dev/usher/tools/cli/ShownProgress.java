package dev.usher.tools.cli;

import dev.usher.tools.command.Progress;
import java.time.Duration;
import java.time.InstantSource;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress on stderr: a bar on a terminal, elsewhere a line every ten seconds. */
final class ShownProgress implements Progress {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final boolean interactive;
    private @Nullable Part part;

    ShownProgress(InstantSource clock) {
        this.clock = clock;
        this.interactive = Terminal.isInteractive();
    }

    /** One part of the work. */
    private final class Part {
        private final String what;
        private final String unit;
        private final long total;
        private final long before;
        private final long begun = clock.millis();
        private final @Nullable ProgressBar bar;
        private long shown = begun;

        Part(String what, String unit, long total, long before) {
            this.what = what;
            this.unit = unit;
            this.total = total;
            this.before = before;
            this.bar = interactive ? bar() : null;
        }

        private ProgressBar bar() {
            return new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total == 0 ? -1 : total)
                    .startsFrom(before, Duration.ZERO)
                    .setUnit(
                            unit.equals("bytes") ? " MB" : "", unit.equals("bytes") ? 1_000_000 : 1)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .showSpeed()
                    .build();
        }

        void reach(long done) {
            if (bar != null) {
                bar.stepTo(done);
                return;
            }
            long now = clock.millis();
            if (now - shown >= EVERY.toMillis()) {
                shown = now;
                System.err.println(line(done, now));
            }
        }

        private String line(long done, long now) {
            double rate = (done - before) * 1000.0 / Math.max(1, now - begun);
            String left =
                    total <= done || rate < 0.01
                            ? ""
                            : ", "
                                    + HumanDurations.print(
                                            Duration.ofSeconds((long) ((total - done) / rate)))
                                    + " left";
            String of = total == 0 ? "" : " of %,d".formatted(total);
            return "%s: %,d%s %s, %,.0f per second%s".formatted(what, done, of, unit, rate, left);
        }

        void end() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    @Override
    public synchronized void begin(String what, String unit, long total, long done) {
        end();
        part = new Part(what, unit, total, done);
    }

    @Override
    public synchronized void reach(long done) {
        if (part != null) {
            part.reach(done);
        }
    }

    @Override
    public synchronized void end() {
        if (part != null) {
            part.end();
            part = null;
        }
    }

    @Override
    public synchronized void note(String line) {
        System.err.println(line);
    }
}
