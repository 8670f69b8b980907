package dev.usher.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this worker; holds no secret. Parsed once, immutable, with all defaults filled
 * in.
 */
public record Settings(
        QueueNames queues,
        Pool pool,
        String secretId,
        LedgerSetting ledger,
        Work work,
        Observation observation) {

    /**
     * The queues, each a name, a URL or an ARN.
     *
     * @param bulk the lane that gets the quota that the interactive one leaves over, if there is
     *     one
     * @param reply where replies go by default
     * @param replyTo the queues that a request's {@code replyTo} may name
     * @param deadLetter null for the request queue's redrive target
     * @param visibilityTimeout of a message in flight, in whole seconds
     * @param pollWait how long a receive waits for messages, in whole seconds
     */
    public record QueueNames(
            String request,
            @Nullable String bulk,
            String reply,
            List<String> replyTo,
            @Nullable String deadLetter,
            Duration visibilityTimeout,
            Duration pollWait) {
        public QueueNames {
            replyTo = List.copyOf(replyTo);
        }
    }

    /** The user pool and what requests may ask of it. */
    public record Pool(
            String userPoolId,
            String clientId,
            AllowedNames groups,
            AllowedNames attributes,
            Rates rates) {}

    /**
     * Calls a second that this worker may make at most, by Cognito's quota categories.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html">Quotas</a>
     */
    public record Rates(double create, double auth, double respond) {}

    /**
     * How much is done at once, and for how long.
     *
     * @param concurrency requests in flight at once
     * @param maxAttempts attempts of one request that may end in a transient fault
     * @param drainTimeout how long a stop waits for the requests in flight
     */
    public record Work(int concurrency, int maxAttempts, Duration drainTimeout) {}

    /**
     * HTTP address and logging.
     *
     * @param logLevel ERROR, WARN, INFO or DEBUG
     * @param logUsernames whether the log may contain usernames; otherwise it has a keyed hash
     */
    public record Observation(ListenAddress httpAddress, String logLevel, boolean logUsernames) {}

    /**
     * Reads the settings from environment variables and from the properties file that {@code
     * USHER_CONFIG} names, if it does.
     */
    public static SettingsResult from(Map<String, String> environment) {
        InspectedSettings inspectedSettings = inspect(environment);
        return inspectedSettings.problems().isEmpty()
                ? new SettingsResult.Complete(inspectedSettings.settings())
                : new SettingsResult.Faulty(inspectedSettings.problems());
    }

    /** Reads them as {@link #from} does, with placeholders for values that are wrong. */
    public static InspectedSettings inspect(Map<String, String> environment) {
        var problems = new SettingsProblems();
        Map<SettingName, String> given = SettingsSources.read(environment, problems);
        var settingsReader = new SettingsReader(given, problems);
        var settings =
                new Settings(
                        queues(settingsReader),
                        pool(settingsReader),
                        settingsReader.secretId(),
                        ledger(settingsReader),
                        work(settingsReader),
                        observation(settingsReader));
        distinct(settings.queues(), problems);
        if (settings.queues().bulk() != null && settings.work().concurrency() == 1) {
            problems.add(
                    SettingName.USHER_CONCURRENCY,
                    "must be at least 2 where USHER_BULK_QUEUE is set");
        }
        return new InspectedSettings(settings, problems.list(), problems.unsound());
    }

    /**
     * Reads the settings of a command that is no worker, from the same places and as strictly; its
     * other settings may be missing.
     */
    public static QueueSettings.Reading queues(Map<String, String> environment) {
        var problems = new SettingsProblems();
        Map<SettingName, String> given = SettingsSources.read(environment, problems);
        QueueSettings settings = QueueSettings.from(new SettingsReader(given, problems));
        return problems.none()
                ? new QueueSettings.Reading.Complete(settings)
                : new QueueSettings.Reading.Faulty(problems.list());
    }

    /** The effective values, one {@code VARIABLE=value} per line, for the log of a start. */
    public List<String> describe() {
        return SettingsDescription.of(this);
    }

    private static QueueNames queues(SettingsReader settingsReader) {
        return new QueueNames(
                settingsReader.queue(SettingName.USHER_REQUEST_QUEUE),
                settingsReader.optionalQueue(SettingName.USHER_BULK_QUEUE),
                settingsReader.queue(SettingName.USHER_REPLY_QUEUE),
                settingsReader.queues(SettingName.USHER_REPLY_QUEUES),
                settingsReader.optionalQueue(SettingName.USHER_DEAD_LETTER_QUEUE),
                // A lease must outlive any single call, and those time out after about 10 s.
                settingsReader.seconds(
                        SettingName.USHER_VISIBILITY_TIMEOUT,
                        Duration.ofSeconds(10),
                        Duration.ofHours(12)),
                settingsReader.seconds(
                        SettingName.USHER_POLL_WAIT, Duration.ZERO, Duration.ofSeconds(20)));
    }

    private static Pool pool(SettingsReader settingsReader) {
        return new Pool(
                settingsReader.text(SettingName.USHER_USER_POOL_ID),
                settingsReader.text(SettingName.USHER_CLIENT_ID),
                AllowedNames.groups(settingsReader),
                AllowedNames.attributes(settingsReader),
                new Rates(
                        settingsReader.rate(SettingName.USHER_CREATE_RATE),
                        settingsReader.rate(SettingName.USHER_AUTH_RATE),
                        settingsReader.rate(SettingName.USHER_RESPOND_RATE)));
    }

    private static LedgerSetting ledger(SettingsReader settingsReader) {
        Duration retention =
                settingsReader.duration(
                        SettingName.USHER_LEDGER_RETENTION,
                        Duration.ofSeconds(1),
                        Duration.ofDays(3650));
        String value = settingsReader.text(SettingName.USHER_LEDGER);
        String place = value.substring(value.indexOf(':') + 1);
        if (value.equals("none")) {
            return new LedgerSetting.None(retention);
        }
        // A table's name or ARN.
        if (value.startsWith("dynamodb:") && place.matches("[A-Za-z0-9_.:/-]{3,1024}")) {
            return new LedgerSetting.DynamoDb(place, retention);
        }
        // The driver would take the text behind a question mark for options.
        if (value.startsWith("sqlite:") && !place.isBlank() && place.indexOf('?') < 0) {
            try {
                return new LedgerSetting.Sqlite(Path.of(place), retention);
            } catch (InvalidPathException e) {
                // Reported below.
            }
        }
        settingsReader.wrong(
                SettingName.USHER_LEDGER,
                value,
                "sqlite:PATH, dynamodb:TABLE or none (with no question mark in PATH)");
        return new LedgerSetting.None(retention);
    }

    private static Work work(SettingsReader settingsReader) {
        return new Work(
                settingsReader.whole(SettingName.USHER_CONCURRENCY, 1, 1_000),
                settingsReader.whole(SettingName.USHER_MAX_ATTEMPTS, 1, 1_000),
                settingsReader.duration(
                        SettingName.USHER_DRAIN_TIMEOUT, Duration.ZERO, Duration.ofHours(1)));
    }

    private static Observation observation(SettingsReader settingsReader) {
        return new Observation(
                ListenAddress.from(settingsReader),
                settingsReader.oneOf(
                        SettingName.USHER_LOG_LEVEL, List.of("ERROR", "WARN", "INFO", "DEBUG")),
                settingsReader
                        .oneOf(SettingName.USHER_LOG_USERNAMES, List.of("true", "false"))
                        .equals("true"));
    }

    /** A worker that reads what it wrote never ends. */
    private static void distinct(QueueNames queues, SettingsProblems problems) {
        var seen = new HashMap<String, SettingName>();
        var all = new LinkedHashMap<SettingName, @Nullable String>();
        all.put(SettingName.USHER_REQUEST_QUEUE, queues.request());
        all.put(SettingName.USHER_BULK_QUEUE, queues.bulk());
        all.put(SettingName.USHER_REPLY_QUEUE, queues.reply());
        all.put(SettingName.USHER_DEAD_LETTER_QUEUE, queues.deadLetter());
        all.forEach((variable, queue) -> {
            SettingName other =
                    queue == null || queue.isEmpty() ? null : seen.putIfAbsent(queue, variable);
            if (other != null) {
                problems.add(variable, "is the same queue as " + other);
            }
        });
    }
}
