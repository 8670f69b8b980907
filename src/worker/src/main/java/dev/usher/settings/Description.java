package dev.usher.settings;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings as lines that could be given again. */
final class Description {
    private Description() {}

    static List<String> of(Settings settings) {
        var queues = settings.queues();
        var pool = settings.pool();
        var work = settings.work();
        var observation = settings.observation();
        return Stream.of(
                        line(Variable.USHER_REQUEST_QUEUE, queues.request()),
                        line(Variable.USHER_REPLY_QUEUE, queues.reply()),
                        line(Variable.USHER_USER_POOL_ID, pool.userPoolId()),
                        line(Variable.USHER_CLIENT_ID, pool.clientId()),
                        line(Variable.USHER_SECRET_ID, settings.secretId()),
                        line(Variable.USHER_BULK_QUEUE, queues.bulk()),
                        line(Variable.USHER_REPLY_QUEUES, String.join(",", queues.replyTo())),
                        line(Variable.USHER_DEAD_LETTER_QUEUE, queues.deadLetter()),
                        line(Variable.USHER_GROUPS, pool.groups()),
                        line(Variable.USHER_ATTRIBUTES, pool.attributes()),
                        line(Variable.USHER_LEDGER, settings.ledger()),
                        line(
                                Variable.USHER_LEDGER_RETENTION,
                                Durations.print(settings.ledger().retention())),
                        line(Variable.USHER_CONCURRENCY, work.concurrency()),
                        line(
                                Variable.USHER_VISIBILITY_TIMEOUT,
                                Durations.print(queues.visibilityTimeout())),
                        line(Variable.USHER_POLL_WAIT, Durations.print(queues.pollWait())),
                        line(Variable.USHER_MAX_ATTEMPTS, work.maxAttempts()),
                        line(Variable.USHER_DRAIN_TIMEOUT, Durations.print(work.drainTimeout())),
                        line(Variable.USHER_CREATE_RATE, rate(pool.rates().create())),
                        line(Variable.USHER_AUTH_RATE, rate(pool.rates().auth())),
                        line(Variable.USHER_RESPOND_RATE, rate(pool.rates().respond())),
                        line(Variable.USHER_HTTP_ADDRESS, observation.httpAddress()),
                        line(Variable.USHER_LOG_LEVEL, observation.logLevel()),
                        line(Variable.USHER_LOG_USERNAMES, observation.logUsernames()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable String line(Variable variable, @Nullable Object value) {
        return value == null ? null : variable + "=" + value;
    }

    private static String rate(double rate) {
        String text = String.format(Locale.ROOT, "%.6f", rate);
        return text.replaceAll("\\.?0+$", "");
    }
}
