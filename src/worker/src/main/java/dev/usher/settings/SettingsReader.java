package dev.usher.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the given values one by one. A problem is collected and a placeholder returned, so that
 * reading goes on with the next value.
 */
final class SettingsReader {
    /**
     * A queue's name, URL or ARN.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html">Queue
     *     names and URLs</a>
     */
    private static final Pattern QUEUE =
            Pattern.compile(
                    "[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\\.fifo"
                            + "|https?://[^\\s/]+/\\S+"
                            + "|arn:[a-z-]+:sqs:[a-z0-9-]*:[0-9]*:[A-Za-z0-9_-]{1,80}(\\.fifo)?");

    /**
     * A secret's name or ARN.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html">CreateSecret</a>
     */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9/_+=.@:!-]{1,2048}");

    private final Map<SettingName, String> given;
    private final SettingsProblems problems;

    SettingsReader(Map<SettingName, String> given, SettingsProblems problems) {
        this.given = given;
        this.problems = problems;
    }

    void problem(SettingName settingName, String what) {
        problems.add(settingName, what);
    }

    /** A required value, or its default; the placeholder is empty. */
    String text(SettingName settingName) {
        if (!given.containsKey(settingName) && settingName.preset().isEmpty()) {
            problem(settingName, "is required");
        }
        String value = optionalText(settingName);
        return value == null ? "" : value;
    }

    @Nullable String optionalText(SettingName settingName) {
        String value = given.getOrDefault(settingName, settingName.preset().orElse(null));
        if (value == null) {
            return null;
        }
        if (value.isBlank()) {
            problem(settingName, "is empty: give it a value, or leave it out");
        } else if (!value.equals(value.strip())) {
            problem(settingName, "has white space around its value");
        } else {
            return value;
        }
        return null;
    }

    /** The name or the ARN of a secret, never its value: that would stand in the log. */
    String secretId() {
        return secretId(text(SettingName.USHER_SECRET_ID));
    }

    @Nullable String optionalSecretId() {
        String value = optionalText(SettingName.USHER_SECRET_ID);
        return value == null ? null : secretId(value);
    }

    private String secretId(String value) {
        if (value.isEmpty() || SECRET.matcher(value).matches()) {
            return value;
        }
        problem(
                SettingName.USHER_SECRET_ID,
                "must be a secret's name or ARN; what it is now is not shown, as it may be the secret"
                        + " itself");
        return "";
    }

    /** Comma-separated; spaces around the commas do not count, and nothing at all is no item. */
    List<String> list(SettingName settingName) {
        String value = given.getOrDefault(settingName, settingName.preset().orElse(""));
        List<String> items = new ArrayList<>();
        if (value.isBlank()) {
            return items;
        }
        for (String item : value.split(",", -1)) {
            if (item.isBlank()) {
                problem(settingName, "has an empty item in its list");
            } else {
                items.add(item.strip());
            }
        }
        return items;
    }

    String queue(SettingName settingName) {
        return queue(settingName, text(settingName));
    }

    @Nullable String optionalQueue(SettingName settingName) {
        String value = optionalText(settingName);
        return value == null ? null : queue(settingName, value);
    }

    List<String> queues(SettingName settingName) {
        return list(settingName).stream().map(item -> queue(settingName, item)).toList();
    }

    private String queue(SettingName settingName, String value) {
        if (!value.isEmpty() && !QUEUE.matcher(value).matches()) {
            wrong(settingName, value, "a queue's name, URL or ARN");
        }
        return value;
    }

    int whole(SettingName settingName, int least, int most) {
        String value = text(settingName);
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        wrong(settingName, value, "a whole number from " + least + " to " + most);
        return least;
    }

    /** Calls a second. */
    double rate(SettingName settingName) {
        String value = text(settingName);
        if (value.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            double rate = Double.parseDouble(value);
            if (rate > 0) {
                return rate;
            }
        }
        wrong(settingName, value, "a number of calls a second above 0, such as 50 or 0.5");
        return 1;
    }

    Duration duration(SettingName settingName, Duration least, Duration most) {
        String value = text(settingName);
        Optional<Duration> duration = Durations.parse(value);
        if (duration.isPresent()
                && duration.get().compareTo(least) >= 0
                && duration.get().compareTo(most) <= 0) {
            return duration.get();
        }
        wrong(
                settingName,
                value,
                "a duration from "
                        + Durations.print(least)
                        + " to "
                        + Durations.print(most)
                        + ", written like 250ms, 25s, 5m, 2h, 30d or PT25S");
        return least;
    }

    /** A duration that SQS takes, which counts in seconds. */
    Duration seconds(SettingName settingName, Duration least, Duration most) {
        Duration duration = duration(settingName, least, most);
        if (duration.toNanosPart() != 0) {
            problem(settingName, "must be a whole number of seconds: SQS counts in them");
        }
        return duration;
    }

    String oneOf(SettingName settingName, List<String> choices) {
        String value = text(settingName);
        if (!choices.contains(value)) {
            wrong(settingName, value, "one of " + String.join(", ", choices));
        }
        return value;
    }

    /** Says what a value must be; what is empty has its problem already. */
    void wrong(SettingName settingName, String value, String must) {
        if (!value.isEmpty()) {
            problem(settingName, "must be " + must + ", not " + SettingsProblems.quoted(value));
        }
    }
}
