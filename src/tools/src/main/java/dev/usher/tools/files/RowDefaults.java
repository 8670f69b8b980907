package dev.usher.tools.files;

import dev.usher.message.Request.Finish;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values for rows without their own.
 *
 * @param finish must be {@code INVITE} to allow invitations
 * @param replyTo null for the worker's default
 */
public record RowDefaults(Finish finish, @Nullable String replyTo) {
    /** Spelled as in requests. */
    public String finishMember() {
        return finish.name().toLowerCase(Locale.ROOT);
    }
}
