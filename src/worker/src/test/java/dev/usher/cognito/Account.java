package dev.usher.cognito;

import java.util.EnumMap;
import java.util.Map;

/** The quotas of one account, as a service may count them; times in seconds. */
interface Account {
    /** Whether one more call is within the quota. */
    boolean take(QuotaCategory quotaCategory, double now);

    /** Buckets that hold one second's worth and fill steadily. */
    static Account ofBuckets() {
        Map<QuotaCategory, double[]> buckets = new EnumMap<>(QuotaCategory.class);
        return (quotaCategory, now) -> {
            double rate = quotaCategory.defaultRate();
            double[] bucket =
                    buckets.computeIfAbsent(quotaCategory, each -> new double[] {rate, now});
            double tokens = Math.min(rate, bucket[0] + (now - bucket[1]) * rate);
            bucket[0] = tokens < 1 ? tokens : tokens - 1;
            bucket[1] = now;
            return tokens >= 1;
        };
    }

    /** So many calls in each second of the service's clock. */
    static Account ofSeconds(double offset) {
        Map<QuotaCategory, long[]> counts = new EnumMap<>(QuotaCategory.class);
        return (quotaCategory, now) -> {
            long second = (long) Math.floor(now + offset);
            long[] count = counts.computeIfAbsent(quotaCategory, each -> new long[] {second, 0});
            if (count[0] != second) {
                count[0] = second;
                count[1] = 0;
            }
            if (count[1] >= quotaCategory.defaultRate()) {
                return false;
            }
            count[1]++;
            return true;
        };
    }
}
