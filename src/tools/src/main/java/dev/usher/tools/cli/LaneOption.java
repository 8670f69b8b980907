package dev.usher.tools.cli;

import dev.usher.settings.QueueSettings;
import dev.usher.tools.command.CommandException;

/** A queue that the worker takes requests from, as {@code --lane} names it. */
enum LaneOption {
    bulk("USHER_BULK_QUEUE"),
    interactive("USHER_REQUEST_QUEUE");

    private final String variable;

    LaneOption(String variable) {
        this.variable = variable;
    }

    /**
     * The lane's queue.
     *
     * @param option names a queue instead
     * @throws CommandException if the settings name none
     */
    String queue(QueueSettings settings, String option) {
        String queue =
                switch (this) {
                    case bulk -> settings.bulk();
                    case interactive -> settings.request();
                };
        if (queue == null) {
            throw CommandException.usage(
                    "the %s lane has no queue: set %s, or give %s"
                            .formatted(this, variable, option));
        }
        return queue;
    }
}
