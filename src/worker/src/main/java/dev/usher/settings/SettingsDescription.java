package dev.usher.settings;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings as lines that could be given again. */
final class SettingsDescription {
    private SettingsDescription() {}

    static List<String> of(Settings settings) {
        var queues = settings.queues();
        var pool = settings.pool();
        var work = settings.work();
        var observation = settings.observation();
        return Stream.of(
                        line(SettingName.USHER_REQUEST_QUEUE, queues.request()),
                        line(SettingName.USHER_REPLY_QUEUE, queues.reply()),
                        line(SettingName.USHER_USER_POOL_ID, pool.userPoolId()),
                        line(SettingName.USHER_CLIENT_ID, pool.clientId()),
                        line(SettingName.USHER_SECRET_ID, settings.secretId()),
                        line(SettingName.USHER_BULK_QUEUE, queues.bulk()),
                        line(SettingName.USHER_REPLY_QUEUES, String.join(",", queues.replyTo())),
                        line(SettingName.USHER_DEAD_LETTER_QUEUE, queues.deadLetter()),
                        line(SettingName.USHER_GROUPS, pool.groups()),
                        line(SettingName.USHER_ATTRIBUTES, pool.attributes()),
                        line(SettingName.USHER_LEDGER, settings.ledger()),
                        line(
                                SettingName.USHER_LEDGER_RETENTION,
                                Durations.print(settings.ledger().retention())),
                        line(SettingName.USHER_CONCURRENCY, work.concurrency()),
                        line(
                                SettingName.USHER_VISIBILITY_TIMEOUT,
                                Durations.print(queues.visibilityTimeout())),
                        line(SettingName.USHER_POLL_WAIT, Durations.print(queues.pollWait())),
                        line(SettingName.USHER_MAX_ATTEMPTS, work.maxAttempts()),
                        line(SettingName.USHER_DRAIN_TIMEOUT, Durations.print(work.drainTimeout())),
                        line(SettingName.USHER_CREATE_RATE, rate(pool.rates().create())),
                        line(SettingName.USHER_AUTH_RATE, rate(pool.rates().auth())),
                        line(SettingName.USHER_RESPOND_RATE, rate(pool.rates().respond())),
                        line(SettingName.USHER_HTTP_ADDRESS, observation.httpAddress()),
                        line(SettingName.USHER_LOG_LEVEL, observation.logLevel()),
                        line(SettingName.USHER_LOG_USERNAMES, observation.logUsernames()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable String line(SettingName settingName, @Nullable Object value) {
        return value == null ? null : settingName + "=" + value;
    }

    private static String rate(double rate) {
        String text = String.format(Locale.ROOT, "%.6f", rate);
        return text.replaceAll("\\.?0+$", "");
    }
}
