package dev.usher.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values given, read one by one as what they must be. A problem is noted and something harmless
 * stands in, so that reading goes on to the next.
 */
final class Values {
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

    private final Map<Variable, String> given;
    private final SettingsProblems problems;

    Values(Map<Variable, String> given, SettingsProblems problems) {
        this.given = given;
        this.problems = problems;
    }

    void problem(Variable variable, String what) {
        problems.add(variable, what);
    }

    /** A value that must be there, or have a preset; the empty text stands in. */
    String text(Variable variable) {
        if (!given.containsKey(variable) && variable.preset().isEmpty()) {
            problem(variable, "is required");
        }
        String value = optionalText(variable);
        return value == null ? "" : value;
    }

    @Nullable String optionalText(Variable variable) {
        String value = given.getOrDefault(variable, variable.preset().orElse(null));
        if (value == null) {
            return null;
        }
        if (value.isBlank()) {
            problem(variable, "is empty: give it a value, or leave it out");
        } else if (!value.equals(value.strip())) {
            problem(variable, "has white space around its value");
        } else {
            return value;
        }
        return null;
    }

    /** The name or the ARN of a secret, never its value: that would stand in the log. */
    String secretId() {
        return secretId(text(Variable.USHER_SECRET_ID));
    }

    @Nullable String optionalSecretId() {
        String value = optionalText(Variable.USHER_SECRET_ID);
        return value == null ? null : secretId(value);
    }

    private String secretId(String value) {
        if (value.isEmpty() || SECRET.matcher(value).matches()) {
            return value;
        }
        problem(
                Variable.USHER_SECRET_ID,
                "must be a secret's name or ARN; what it is now is not shown, as it may be the secret"
                        + " itself");
        return "";
    }

    /** Comma-separated; spaces around the commas do not count, and nothing at all is no item. */
    List<String> list(Variable variable) {
        String value = given.getOrDefault(variable, variable.preset().orElse(""));
        List<String> items = new ArrayList<>();
        if (value.isBlank()) {
            return items;
        }
        for (String item : value.split(",", -1)) {
            if (item.isBlank()) {
                problem(variable, "has an empty item in its list");
            } else {
                items.add(item.strip());
            }
        }
        return items;
    }

    String queue(Variable variable) {
        return queue(variable, text(variable));
    }

    @Nullable String optionalQueue(Variable variable) {
        String value = optionalText(variable);
        return value == null ? null : queue(variable, value);
    }

    List<String> queues(Variable variable) {
        return list(variable).stream().map(item -> queue(variable, item)).toList();
    }

    private String queue(Variable variable, String value) {
        if (!value.isEmpty() && !QUEUE.matcher(value).matches()) {
            wrong(variable, value, "a queue's name, URL or ARN");
        }
        return value;
    }

    int whole(Variable variable, int least, int most) {
        String value = text(variable);
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        wrong(variable, value, "a whole number from " + least + " to " + most);
        return least;
    }

    /** Calls a second. */
    double rate(Variable variable) {
        String value = text(variable);
        if (value.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            double rate = Double.parseDouble(value);
            if (rate > 0) {
                return rate;
            }
        }
        wrong(variable, value, "a number of calls a second above 0, such as 50 or 0.5");
        return 1;
    }

    Duration duration(Variable variable, Duration least, Duration most) {
        String value = text(variable);
        Optional<Duration> duration = Durations.parse(value);
        if (duration.isPresent()
                && duration.get().compareTo(least) >= 0
                && duration.get().compareTo(most) <= 0) {
            return duration.get();
        }
        wrong(
                variable,
                value,
                "a duration from "
                        + Durations.print(least)
                        + " to "
                        + Durations.print(most)
                        + ", written like 250ms, 25s, 5m, 2h, 30d or PT25S");
        return least;
    }

    /** A duration that SQS takes, which counts in seconds. */
    Duration seconds(Variable variable, Duration least, Duration most) {
        Duration duration = duration(variable, least, most);
        if (duration.toNanosPart() != 0) {
            problem(variable, "must be a whole number of seconds: SQS counts in them");
        }
        return duration;
    }

    String oneOf(Variable variable, List<String> choices) {
        String value = text(variable);
        if (!choices.contains(value)) {
            wrong(variable, value, "one of " + String.join(", ", choices));
        }
        return value;
    }

    /** Says what a value must be; what is empty has its problem already. */
    void wrong(Variable variable, String value, String must) {
        if (!value.isEmpty()) {
            problem(variable, "must be " + must + ", not " + SettingsProblems.quoted(value));
        }
    }
}
