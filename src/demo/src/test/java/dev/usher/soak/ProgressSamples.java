package dev.usher.soak;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the workers of a fleet had done at one moment after another.
 *
 * @param all in the order of time
 */
record ProgressSamples(List<Sample> all) {
    /** From the first create on, until everybody has found their pace. */
    static final double SETTLED_AFTER = 20;

    private static final Pattern CALLS =
            Pattern.compile(
                    "^usher_cognito_calls_total\\{operation=\"(\\w+)\",result=\"(\\w+)\"} (\\S+)$",
                    Pattern.MULTILINE);

    ProgressSamples {
        all = List.copyOf(all);
    }

    /**
     * @param seconds of any clock
     * @param workers in an order that stays
     */
    record Sample(double seconds, List<Tally> workers) {
        Sample {
            workers = List.copyOf(workers);
        }

        double creates() {
            return workers.stream().mapToDouble(Tally::creates).sum();
        }
    }

    /** What one worker had done. */
    record Tally(double creates, double calls, double throttled) {
        /** From the page that Prometheus reads. */
        static Tally of(String metrics) {
            double creates = 0;
            double calls = 0;
            double throttled = 0;
            Matcher line = CALLS.matcher(metrics);
            while (line.find()) {
                double count = Double.parseDouble(line.group(3));
                calls += count;
                if (line.group(2).equals("TooManyRequestsException")) {
                    throttled += count;
                } else if (line.group(1).equals("AdminCreateUser") && line.group(2).equals("ok")) {
                    creates += count;
                }
            }
            return new Tally(creates, calls, throttled);
        }

        Tally since(Tally before) {
            return new Tally(
                    creates - before.creates, calls - before.calls, throttled - before.throttled);
        }
    }

    /**
     * How the steady part went.
     *
     * @param shares users made by each worker
     */
    record Steady(double seconds, double creates, double throttled, List<Double> shares) {
        double rate() {
            return creates / seconds;
        }

        /** Of the largest share to the smallest. */
        double ratio() {
            double least = shares.stream().mapToDouble(each -> each).min().orElse(0);
            return shares.stream().mapToDouble(each -> each).max().orElse(0) / least;
        }

        String text(double quota) {
            return String.format(
                    Locale.ROOT,
                    "%.1f users a second over %.0f s, %.1f %% of the quota; %.2f %% of all calls throttled;"
                            + " shares %s, largest %.2f times the smallest",
                    rate(),
                    seconds,
                    100 * rate() / quota,
                    100 * throttled,
                    shares.stream().map(each -> String.format(Locale.ROOT, "%.0f", each)).toList(),
                    ratio());
        }
    }

    /**
     * From when all had settled until the backlog was nearly gone.
     *
     * @param backlog sign-ups that there were at the start
     * @throws IllegalStateException if there is no such time
     */
    Steady steady(int backlog) {
        double first =
                all.stream()
                        .filter(sample -> sample.creates() > 0)
                        .findFirst()
                        .map(Sample::seconds)
                        .orElseThrow(() -> new IllegalStateException("nobody made a user"));
        List<Sample> steady =
                all.stream()
                        .filter(sample -> sample.seconds() >= first + SETTLED_AFTER)
                        .filter(sample -> sample.creates() <= 0.9 * backlog)
                        .toList();
        if (steady.size() < 2) {
            throw new IllegalStateException("too few sign-ups for a steady part");
        }
        Sample from = steady.getFirst();
        Sample until = steady.getLast();
        List<Tally> done =
                IntStream.range(0, from.workers().size())
                        .mapToObj(i -> until.workers().get(i).since(from.workers().get(i)))
                        .toList();
        double calls = done.stream().mapToDouble(Tally::calls).sum();
        return new Steady(
                until.seconds() - from.seconds(),
                until.creates() - from.creates(),
                done.stream().mapToDouble(Tally::throttled).sum() / calls,
                done.stream().map(Tally::creates).toList());
    }
}
