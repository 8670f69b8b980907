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
 * How this worker is set up; holds no secret. Parsed once, frozen, complete: whatever has a default
 * has its value here.
 */
public record Settings(
        Queues queues,
        Pool pool,
        String secretId,
        Ledger ledger,
        Work work,
        Observation observation) {

    /**
     * The queues, each a name, a URL or an ARN.
     *
     * @param bulk the lane that gets what the interactive one leaves over, if there is one
     * @param reply where replies go whose requests ask for no other queue
     * @param replyTo the queues that a request's {@code replyTo} may name
     * @param deadLetter null for the request queue's redrive target
     * @param visibilityTimeout the lease on a message, in whole seconds
     * @param pollWait how long a receive waits for messages, in whole seconds
     */
    public record Queues(
            String request,
            @Nullable String bulk,
            String reply,
            List<String> replyTo,
            @Nullable String deadLetter,
            Duration visibilityTimeout,
            Duration pollWait) {
        public Queues {
            replyTo = List.copyOf(replyTo);
        }
    }

    /** The user pool and what requests may ask of it. */
    public record Pool(
            String userPoolId, String clientId, Allowed groups, Allowed attributes, Rates rates) {}

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
     * @param concurrency requests in hand at once
     * @param maxAttempts walks of one request that may end in a transient fault
     * @param drainTimeout how long a stop waits for what is in hand
     */
    public record Work(int concurrency, int maxAttempts, Duration drainTimeout) {}

    /**
     * What the outside sees of the worker.
     *
     * @param logLevel ERROR, WARN, INFO or DEBUG
     * @param logUsernames whether the log may name people; otherwise it has a keyed hash
     */
    public record Observation(Address httpAddress, String logLevel, boolean logUsernames) {}

    /**
     * Reads the settings from environment variables and from the properties file that {@code
     * USHER_CONFIG} names, if it does.
     */
    public static Loaded from(Map<String, String> environment) {
        Inspected inspected = inspect(environment);
        return inspected.problems().isEmpty()
                ? new Loaded.Complete(inspected.settings())
                : new Loaded.Faulty(inspected.problems());
    }

    /**
     * Reads them as {@link #from} does, for somebody who goes on with those that are sound if some
     * are not.
     */
    public static Inspected inspect(Map<String, String> environment) {
        var problems = new SettingsProblems();
        Map<Variable, String> given = Sources.read(environment, problems);
        var values = new Values(given, problems);
        var settings =
                new Settings(
                        queues(values),
                        pool(values),
                        values.secretId(),
                        ledger(values),
                        work(values),
                        observation(values));
        distinct(settings.queues(), problems);
        if (settings.queues().bulk() != null && settings.work().concurrency() == 1) {
            problems.add(
                    Variable.USHER_CONCURRENCY, "must be at least 2 where USHER_BULK_QUEUE is set");
        }
        return new Inspected(settings, problems.list(), problems.unsound());
    }

    /**
     * Reads what a command needs that is no worker, from the same places and as strictly; what such
     * a command does not need may be missing.
     */
    public static QueueSettings.Reading queues(Map<String, String> environment) {
        var problems = new SettingsProblems();
        Map<Variable, String> given = Sources.read(environment, problems);
        QueueSettings settings = QueueSettings.from(new Values(given, problems));
        return problems.none()
                ? new QueueSettings.Reading.Complete(settings)
                : new QueueSettings.Reading.Faulty(problems.list());
    }

    /** The effective values, one {@code VARIABLE=value} a line, for the log of a start. */
    public List<String> describe() {
        return Description.of(this);
    }

    private static Queues queues(Values values) {
        return new Queues(
                values.queue(Variable.USHER_REQUEST_QUEUE),
                values.optionalQueue(Variable.USHER_BULK_QUEUE),
                values.queue(Variable.USHER_REPLY_QUEUE),
                values.queues(Variable.USHER_REPLY_QUEUES),
                values.optionalQueue(Variable.USHER_DEAD_LETTER_QUEUE),
                // A lease must outlive any single call, and those time out after about 10 s.
                values.seconds(
                        Variable.USHER_VISIBILITY_TIMEOUT,
                        Duration.ofSeconds(10),
                        Duration.ofHours(12)),
                values.seconds(Variable.USHER_POLL_WAIT, Duration.ZERO, Duration.ofSeconds(20)));
    }

    private static Pool pool(Values values) {
        return new Pool(
                values.text(Variable.USHER_USER_POOL_ID),
                values.text(Variable.USHER_CLIENT_ID),
                Allowed.groups(values),
                Allowed.attributes(values),
                new Rates(
                        values.rate(Variable.USHER_CREATE_RATE),
                        values.rate(Variable.USHER_AUTH_RATE),
                        values.rate(Variable.USHER_RESPOND_RATE)));
    }

    private static Ledger ledger(Values values) {
        Duration retention =
                values.duration(
                        Variable.USHER_LEDGER_RETENTION,
                        Duration.ofSeconds(1),
                        Duration.ofDays(3650));
        String value = values.text(Variable.USHER_LEDGER);
        String place = value.substring(value.indexOf(':') + 1);
        if (value.equals("none")) {
            return new Ledger.None(retention);
        }
        // A table's name or ARN.
        if (value.startsWith("dynamodb:") && place.matches("[A-Za-z0-9_.:/-]{3,1024}")) {
            return new Ledger.DynamoDb(place, retention);
        }
        // What is behind a question mark the driver would take for options, and forget the rest.
        if (value.startsWith("sqlite:") && !place.isBlank() && place.indexOf('?') < 0) {
            try {
                return new Ledger.Sqlite(Path.of(place), retention);
            } catch (InvalidPathException e) {
                // Said below.
            }
        }
        values.wrong(
                Variable.USHER_LEDGER,
                value,
                "sqlite:PATH, dynamodb:TABLE or none (with no question mark in PATH)");
        return new Ledger.None(retention);
    }

    private static Work work(Values values) {
        return new Work(
                values.whole(Variable.USHER_CONCURRENCY, 1, 1_000),
                values.whole(Variable.USHER_MAX_ATTEMPTS, 1, 1_000),
                values.duration(Variable.USHER_DRAIN_TIMEOUT, Duration.ZERO, Duration.ofHours(1)));
    }

    private static Observation observation(Values values) {
        return new Observation(
                Address.from(values),
                values.oneOf(Variable.USHER_LOG_LEVEL, List.of("ERROR", "WARN", "INFO", "DEBUG")),
                values.oneOf(Variable.USHER_LOG_USERNAMES, List.of("true", "false"))
                        .equals("true"));
    }

    /** A worker that reads what it wrote never ends. */
    private static void distinct(Queues queues, SettingsProblems problems) {
        var seen = new HashMap<String, Variable>();
        var all = new LinkedHashMap<Variable, @Nullable String>();
        all.put(Variable.USHER_REQUEST_QUEUE, queues.request());
        all.put(Variable.USHER_BULK_QUEUE, queues.bulk());
        all.put(Variable.USHER_REPLY_QUEUE, queues.reply());
        all.put(Variable.USHER_DEAD_LETTER_QUEUE, queues.deadLetter());
        all.forEach((variable, queue) -> {
            Variable other =
                    queue == null || queue.isEmpty() ? null : seen.putIfAbsent(queue, variable);
            if (other != null) {
                problems.add(variable, "is the same queue as " + other);
            }
        });
    }
}
