package dev.usher.worker;

import dev.usher.flow.Verdict;
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
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** Enough to tell people apart, and too little to be looked up elsewhere. */
    private static final int HASH_BYTES = 8;

    private static final String UNSENT = "its answer has not gone out";

    private final String queue;
    private final KeyRing keys;
    private final boolean plainUsernames;
    private final InstantSource clock;

    Journal(String queue, Work work, InstantSource clock) {
        this.queue = queue;
        this.keys = work.keys();
        this.plainUsernames = work.plainUsernames();
        this.clock = clock;
    }

    /**
     * What became of a message.
     *
     * @param taken when it was taken in hand
     */
    void note(Inquiry inquiry, Fate fate, Instant taken) {
        switch (fate) {
            case Fate.Answered(Verdict.Answered(Result result, boolean duplicate, int attempts)) ->
                    coded(line(Level.INFO, inquiry, result.status(), taken), result)
                            .addKeyValue("duplicate", duplicate)
                            .addKeyValue("attempts", attempts)
                            .log();
            case Fate.Buried(FailureCode code, int attempts) ->
                    line(Level.INFO, inquiry, "dead-lettered", taken)
                            .addKeyValue("code", code.name())
                            .addKeyValue("attempts", attempts)
                            .log();
            case Fate.Again(Verdict verdict, _) -> again(inquiry, verdict, taken);
        }
    }

    private void again(Inquiry inquiry, Verdict verdict, Instant taken) {
        switch (verdict) {
            case Verdict.Answered _, Verdict.DeadLettered _ ->
                    again(Level.INFO, inquiry, "unsettled", taken, UNSENT).log();
            case Verdict.Faulted(int attempts, String reason) ->
                    again(Level.INFO, inquiry, "faulted", taken, reason)
                            .addKeyValue("attempts", attempts)
                            .log();
            case Verdict.Postponed(_, String reason) ->
                    again(Level.DEBUG, inquiry, "postponed", taken, reason).log();
            case Verdict.Held(String fault, _) ->
                    again(Level.DEBUG, inquiry, "held", taken, fault).log();
        }
    }

    private LoggingEventBuilder again(
            Level level, Inquiry inquiry, String outcome, Instant taken, String reason) {
        return line(level, inquiry, outcome, taken).addKeyValue("reason", reason);
    }

    private LoggingEventBuilder line(Level level, Inquiry inquiry, String outcome, Instant taken) {
        if (!log.isEnabledForLevel(level)) {
            return log.atLevel(level); // which then takes nothing
        }
        // What an invalid request calls its type may be anything.
        String type = inquiry.parsed() instanceof Parsed.Valid v ? v.request().type() : "invalid";
        LoggingEventBuilder line =
                log.atLevel(level)
                        .setMessage(type + " " + outcome)
                        .addKeyValue("type", type)
                        .addKeyValue("outcome", outcome)
                        .addKeyValue("queue", queue)
                        .addKeyValue("queued_ms", millis(inquiry.firstSent(), taken))
                        .addKeyValue("duration_ms", millis(taken, clock.instant()));
        String username = inquiry.username();
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
