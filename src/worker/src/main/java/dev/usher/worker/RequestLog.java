package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys.Purpose;
import dev.usher.worker.Codec.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line a request that is finished, and one for each time that it has to come again. Its parts
 * are key-value pairs, so that JSON has them as members.
 */
final class RequestLog {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    /** Enough to tell people apart, and too little to be looked up elsewhere. */
    private static final int HASH_BYTES = 8;

    private static final String UNSENT = "its answer has not gone out";

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
     * What became of a message.
     *
     * @param taken when it was taken in hand
     */
    void note(ReceivedRequest receivedRequest, SettlementResult settlementResult, Instant taken) {
        switch (settlementResult) {
            case SettlementResult.Answered(
                            HandlerResult.Answered(
                                    Result result,
                                    boolean duplicate,
                                    int attempts)) ->
                    coded(line(Level.INFO, receivedRequest, result.status(), taken), result)
                            .addKeyValue("duplicate", duplicate)
                            .addKeyValue("attempts", attempts)
                            .log();
            case SettlementResult.Buried(FailureCode code, int attempts) ->
                    line(Level.INFO, receivedRequest, "dead-lettered", taken)
                            .addKeyValue("code", code.name())
                            .addKeyValue("attempts", attempts)
                            .log();
            case SettlementResult.Again(HandlerResult handlerResult, _) ->
                    again(receivedRequest, handlerResult, taken);
        }
    }

    private void again(
            ReceivedRequest receivedRequest, HandlerResult handlerResult, Instant taken) {
        switch (handlerResult) {
            case HandlerResult.Answered _, HandlerResult.DeadLettered _ ->
                    again(Level.INFO, receivedRequest, "unsettled", taken, UNSENT).log();
            case HandlerResult.Faulted(int attempts, String reason) ->
                    again(Level.INFO, receivedRequest, "faulted", taken, reason)
                            .addKeyValue("attempts", attempts)
                            .log();
            case HandlerResult.Postponed(_, String reason) ->
                    again(Level.DEBUG, receivedRequest, "postponed", taken, reason).log();
            case HandlerResult.Held(String fault, _) ->
                    again(Level.DEBUG, receivedRequest, "held", taken, fault).log();
        }
    }

    private LoggingEventBuilder again(
            Level level,
            ReceivedRequest receivedRequest,
            String outcome,
            Instant taken,
            String reason) {
        return line(level, receivedRequest, outcome, taken).addKeyValue("reason", reason);
    }

    private LoggingEventBuilder line(
            Level level, ReceivedRequest receivedRequest, String outcome, Instant taken) {
        if (!log.isEnabledForLevel(level)) {
            return log.atLevel(level); // which then takes nothing
        }
        // What an invalid request calls its type may be anything.
        String type =
                receivedRequest.parsed() instanceof Parsed.Valid v ? v.request().type() : "invalid";
        LoggingEventBuilder line =
                log.atLevel(level)
                        .setMessage(type + " " + outcome)
                        .addKeyValue("type", type)
                        .addKeyValue("outcome", outcome)
                        .addKeyValue("queue", queue)
                        .addKeyValue("queued_ms", millis(receivedRequest.firstSent(), taken))
                        .addKeyValue("duration_ms", millis(taken, clock.instant()));
        String username = receivedRequest.username();
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
