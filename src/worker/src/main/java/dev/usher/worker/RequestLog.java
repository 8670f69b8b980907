package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.RequestReading;
import dev.usher.message.Result;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line per finished request, and one each time that a request is given back. Its parts are
 * key-value pairs, so that JSON has them as members.
 */
final class RequestLog {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    /** Enough to distinguish users, and too little to look them up elsewhere. */
    private static final int HASH_BYTES = 8;

    private static final String UNSENT = "its reply was not sent";

    private final String queue;
    private final KeyRing keys;
    private final boolean plainUsernames;
    private final InstantSource clock;

    RequestLog(String queue, MessageHandling messageHandling, InstantSource clock) {
        this.queue = queue;
        this.keys = messageHandling.keys();
        this.plainUsernames = messageHandling.plainUsernames();
        this.clock = clock;
    }

    /**
     * Logs what was done to a message.
     *
     * @param taken when it was received
     */
    void log(ReceivedRequest request, SettlementResult result, Instant taken) {
        switch (result) {
            case SettlementResult.Answered(
                            HandlerResult.Answered(
                                    Result reply,
                                    boolean duplicate,
                                    int attempts)) ->
                    coded(line(Level.INFO, request, reply.status(), taken), reply)
                            .addKeyValue("duplicate", duplicate)
                            .addKeyValue("attempts", attempts)
                            .log();
            case SettlementResult.DeadLettered(FailureCode code, int attempts) ->
                    line(Level.INFO, request, "dead-lettered", taken)
                            .addKeyValue("code", code.name())
                            .addKeyValue("attempts", attempts)
                            .log();
            case SettlementResult.GivenBack(HandlerResult handled, _) ->
                    again(request, handled, taken);
        }
    }

    private void again(ReceivedRequest request, HandlerResult handled, Instant taken) {
        switch (handled) {
            case HandlerResult.Answered _, HandlerResult.DeadLettered _ ->
                    again(Level.INFO, request, "unsettled", taken, UNSENT).log();
            case HandlerResult.Faulted(int attempts, String reason) ->
                    again(Level.INFO, request, "faulted", taken, reason)
                            .addKeyValue("attempts", attempts)
                            .log();
            case HandlerResult.Postponed(_, String reason) ->
                    again(Level.DEBUG, request, "postponed", taken, reason).log();
            case HandlerResult.Held(String fault, _) ->
                    again(Level.DEBUG, request, "held", taken, fault).log();
        }
    }

    private LoggingEventBuilder again(
            Level level, ReceivedRequest request, String outcome, Instant taken, String reason) {
        return line(level, request, outcome, taken).addKeyValue("reason", reason);
    }

    private LoggingEventBuilder line(
            Level level, ReceivedRequest request, String outcome, Instant taken) {
        if (!log.isEnabledForLevel(level)) {
            return log.atLevel(level); // which then takes nothing
        }
        // The type of an invalid request may be anything.
        String type =
                request.reading() instanceof RequestReading.Valid v
                        ? v.request().type()
                        : "invalid";
        LoggingEventBuilder line =
                log.atLevel(level)
                        .setMessage(type + " " + outcome)
                        .addKeyValue("type", type)
                        .addKeyValue("outcome", outcome)
                        .addKeyValue("queue", queue)
                        .addKeyValue("queued_ms", millis(request.firstSent(), taken))
                        .addKeyValue("duration_ms", millis(taken, clock.instant()));
        String username = request.username();
        if (username == null) {
            return line;
        }
        return plainUsernames
                ? line.addKeyValue("username", username)
                : line.addKeyValue("username_hash", hash(username));
    }

    private String hash(String username) {
        byte[] hash = keys.current().hmac(Purpose.USERNAME_HASH, username);
        return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }

    private static LoggingEventBuilder coded(LoggingEventBuilder line, Result result) {
        return result instanceof Result.Failed(Failure failure)
                ? line.addKeyValue("code", failure.code().name())
                : line;
    }

    /** The sender's clock, SQS's and ours may differ. */
    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
