package dev.usher.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Silences the loggers of libraries that print bodies, headers, tokens or signatures, at any level
 * that a file or code sets.
 */
public final class SecretLoggers extends TurboFilter {
    /**
     * Each with all loggers below it. The last two print exceptions, which quote responses that
     * could not be parsed.
     */
    static final List<String> NAMES =
            List.of(
                    "org.apache.hc.client5.http.wire",
                    "org.apache.hc.client5.http.headers",
                    "software.amazon.awssdk.http.auth.aws",
                    "software.amazon.awssdk.auth.signer",
                    "software.amazon.awssdk.auth.aws.internal.signer",
                    "software.amazon.awssdk.services.sqs.internal",
                    "software.amazon.awssdk.request",
                    "software.amazon.awssdk.retries");

    private static final List<String> LIBRARIES =
            List.of("software.amazon.awssdk", "org.apache.hc");

    /** Silences them under any configuration of Logback; once is enough. */
    public static void silence() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (context.getTurboFilterList().stream().noneMatch(SecretLoggers.class::isInstance)) {
            var filter = new SecretLoggers();
            filter.start();
            context.addTurboFilter(filter);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable t) {
        return silent(logger.getName(), level) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /** Below INFO these libraries are silent: their next version may print more. */
    private static boolean silent(String name, Level level) {
        return NAMES.stream().anyMatch(each -> isOrBelow(name, each))
                || (!level.isGreaterOrEqual(Level.INFO)
                        && LIBRARIES.stream().anyMatch(each -> isOrBelow(name, each)));
    }

    private static boolean isOrBelow(String name, String parent) {
        return name.startsWith(parent)
                && (name.length() == parent.length() || name.charAt(parent.length()) == '.');
    }
}
