package dev.usher.settings;

import dev.usher.message.StandardAttributes;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings by their names in the environment, in the order in which they are shown. */
enum SettingName {
    USHER_REQUEST_QUEUE,
    USHER_REPLY_QUEUE,
    USHER_USER_POOL_ID,
    USHER_CLIENT_ID,
    USHER_SECRET_ID,
    USHER_BULK_QUEUE,
    USHER_REPLY_QUEUES(""),
    USHER_DEAD_LETTER_QUEUE,
    USHER_GROUPS(""),
    USHER_ATTRIBUTES(String.join(",", StandardAttributes.SETTABLE)),
    USHER_LEDGER("sqlite:usher-ledger.db"),
    USHER_LEDGER_RETENTION("30d"),
    USHER_CONCURRENCY("64"),
    USHER_VISIBILITY_TIMEOUT("60s"),
    USHER_POLL_WAIT("20s"),
    USHER_MAX_ATTEMPTS("5"),
    USHER_DRAIN_TIMEOUT("25s"),
    USHER_CREATE_RATE("50"),
    USHER_AUTH_RATE("120"),
    USHER_RESPOND_RATE("360"),
    USHER_HTTP_ADDRESS("127.0.0.1:8080"),
    USHER_LOG_LEVEL("INFO"),
    USHER_LOG_USERNAMES("false"),
    /** The properties file; the one setting that cannot be in it. */
    USHER_CONFIG;

    private final @Nullable String preset;

    SettingName() {
        this(null);
    }

    SettingName(@Nullable String preset) {
        this.preset = preset;
    }

    /** The value if none is given. */
    Optional<String> preset() {
        return Optional.ofNullable(preset);
    }

    /** Its name in a properties file. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
