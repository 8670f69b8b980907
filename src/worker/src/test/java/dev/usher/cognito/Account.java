package dev.usher.cognito;

import java.util.EnumMap;
import java.util.Map;

/** The quotas of one account, as a service may count them; times in seconds. */
interface Account {
    /** Whether one more call is within the quota. */
    boolean take(Category category, double now);

    /** Buckets that hold one second's worth and fill steadily. */
    static Account ofBuckets() {
        Map<Category, double[]> buckets = new EnumMap<>(Category.class);
        return (category, now) -> {
            double rate = category.defaultRate();
            double[] bucket = buckets.computeIfAbsent(category, each -> new double[] {rate, now});
            double tokens = Math.min(rate, bucket[0] + (now - bucket[1]) * rate);
            bucket[0] = tokens < 1 ? tokens : tokens - 1;
            bucket[1] = now;
            return tokens >= 1;
        };
    }

    /** So many calls in each second of the service's clock. */
    static Account ofSeconds(double offset) {
        Map<Category, long[]> counts = new EnumMap<>(Category.class);
        return (category, now) -> {
            long second = (long) Math.floor(now + offset);
            long[] count = counts.computeIfAbsent(category, each -> new long[] {second, 0});
            if (count[0] != second) {
                count[0] = second;
                count[1] = 0;
            }
            if (count[1] >= category.defaultRate()) {
                return false;
            }
            count[1]++;
            return true;
        };
    }
}
