package dev.usher.tools.files;

import dev.usher.message.Request.Finish;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What rows ask for that do not say it themselves.
 *
 * @param finish also the only way to let invitations through
 * @param replyTo null for the worker's default
 */
public record RowDefaults(Finish finish, @Nullable String replyTo) {
    /** As a request spells it. */
    public String finishMember() {
        return finish.name().toLowerCase(Locale.ROOT);
    }
}
