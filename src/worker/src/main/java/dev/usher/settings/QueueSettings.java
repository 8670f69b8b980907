package dev.usher.settings;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a command that uses the queues and is no worker: the same ones, none of them
 * required, since options can replace them. Holds no secret.
 *
 * @param replyTo the queues that a request's {@code replyTo} may name
 * @param secretId where the keys are that verify dead letters; most users have no access
 * @param userPoolId for the commands that may look into the pool
 * @param groups and {@code attributes}: what requests may ask for, as the worker sees it
 * @param pollWait how long a receive waits for messages, in whole seconds
 */
public record QueueSettings(
        @Nullable String request,
        @Nullable String bulk,
        @Nullable String reply,
        List<String> replyTo,
        @Nullable String deadLetter,
        @Nullable String secretId,
        @Nullable String userPoolId,
        AllowedNames groups,
        AllowedNames attributes,
        Duration pollWait) {
    public QueueSettings {
        replyTo = List.copyOf(replyTo);
    }

    /** The result of reading them. */
    public sealed interface Reading {
        record Complete(QueueSettings settings) implements Reading {}

        /**
         * @param problems all that is wrong, one sentence each
         */
        record Faulty(List<String> problems) implements Reading {
            public Faulty {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Whether the worker would take {@code name} as a request's {@code replyTo}. */
    public boolean mayReplyTo(String name) {
        Set<String> names = new LinkedHashSet<>();
        for (String queue : replyTo) {
            names.add(queue);
            names.add(nameOf(queue));
        }
        if (reply != null) {
            names.add(nameOf(reply));
        }
        return names.contains(name);
    }

    /** Reads a queue's name from its name, URL or ARN. */
    public static String nameOf(String queue) {
        char before = queue.startsWith("arn:") ? ':' : '/';
        return queue.substring(queue.lastIndexOf(before) + 1);
    }

    static QueueSettings from(SettingsReader settingsReader) {
        return new QueueSettings(
                settingsReader.optionalQueue(SettingName.USHER_REQUEST_QUEUE),
                settingsReader.optionalQueue(SettingName.USHER_BULK_QUEUE),
                settingsReader.optionalQueue(SettingName.USHER_REPLY_QUEUE),
                settingsReader.queues(SettingName.USHER_REPLY_QUEUES),
                settingsReader.optionalQueue(SettingName.USHER_DEAD_LETTER_QUEUE),
                settingsReader.optionalSecretId(),
                settingsReader.optionalText(SettingName.USHER_USER_POOL_ID),
                AllowedNames.groups(settingsReader),
                AllowedNames.attributes(settingsReader),
                settingsReader.seconds(
                        SettingName.USHER_POLL_WAIT, Duration.ZERO, Duration.ofSeconds(20)));
    }
}
