package dev.usher.tools.cli;

import dev.usher.settings.Durations;
import dev.usher.settings.QueueSettings;
import dev.usher.tools.command.CommandException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code send} for the request queue and the wait for the reply. */
final class ExchangeOptions {
    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(names = "--queue", description = "Queue to send to, by name, URL or ARN, instead of a lane.")
    private @Nullable String queue;

    @Option(
            names = "--lane",
            description = "interactive (default: USHER_REQUEST_QUEUE) or bulk (USHER_BULK_QUEUE).")
    private Lane lane = Lane.interactive;

    @Option(
            names = "--reply-queue",
            paramLabel = "QUEUE",
            description =
                    "Queue to wait on for the reply: name, URL or ARN (default: what --reply-to names,"
                            + " else USHER_REPLY_QUEUE).")
    private @Nullable String replyQueue;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long to wait for the reply: 30s, 5m, ... (default: 60s).")
    private String timeout = "60s";

    @Option(
            names = "--no-wait",
            description =
                    "Only send, and print id and message id; usher replies shows the reply later.")
    private boolean noWait;

    @Option(names = "--show-tokens", description = "Print tokens and sessions instead of ***.")
    private boolean showTokens;

    boolean waits() {
        return !noWait;
    }

    boolean showTokens() {
        return showTokens;
    }

    Duration timeout() {
        return Durations.parse(timeout)
                .filter(time -> time.isPositive() && time.compareTo(LONGEST) <= 0)
                .orElseThrow(() ->
                        CommandException.usage("--timeout must be a duration up to 1d, like 60s"));
    }

    String requestQueue(QueueSettings settings) {
        timeout();
        return queue == null ? lane.queue(settings, "--queue") : queue;
    }

    /**
     * The queue that the worker replies on.
     *
     * @param replyTo the request's own
     */
    String replyQueue(QueueSettings settings, @Nullable String replyTo) {
        if (replyQueue != null) {
            return replyQueue;
        } else if (replyTo != null) {
            return settings.replyTo().stream()
                    .filter(name -> QueueSettings.nameOf(name).equals(replyTo))
                    .findFirst()
                    .orElse(replyTo);
        } else if (settings.reply() != null) {
            return settings.reply();
        }
        throw CommandException.usage(
                "there is no reply queue: set USHER_REPLY_QUEUE, or give --reply-queue or --no-wait");
    }
}
