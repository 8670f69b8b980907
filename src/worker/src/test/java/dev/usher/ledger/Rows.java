package dev.usher.ledger;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Mark;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Processing;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result.User;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows that differ from each other in every field, and how to read one back. */
final class Rows {
    static final Instant NOW = Instant.parse("2026-11-22T20:00:00.123Z");

    private Rows() {}

    static Row row(String id, long revision) {
        return new Row(
                id,
                revision,
                new Fingerprint("v1", "identity", "content"),
                new Mark(null, false, NOW, false, "former content"),
                new Processing(NOW.plusSeconds(60), 0, false, null));
    }

    static Row finished(String id, long revision, Outcome outcome) {
        return new Row(
                id,
                revision,
                new Fingerprint("v2", "i2", "c2"),
                new Mark("the sub", true, NOW.minusMillis(1), true, null),
                new Processing(NOW.plusMillis(1), 3, true, outcome));
    }

    static Stream<Outcome> outcomes() {
        User user = new User("ada", "sub", "CONFIRMED");
        return Stream.concat(
                Stream.of(
                        new Outcome("succeeded", null, user, "m1"),
                        new Outcome("succeeded", null, null, "m1"),
                        new Outcome("challenged", null, new User("ada", null, null), "m-2"),
                        new Outcome(
                                "failed",
                                new Failure(
                                        FailureCode.USERNAME_EXISTS,
                                        "it's \"taken\"; ü 日本 \uD83D\uDE80",
                                        "UsernameExistsException"),
                                null,
                                "m3")),
                Stream.of(FailureCode.values())
                        .map(code -> new Outcome("failed", Failure.of(code, "words"), null, "m4")));
    }

    /** As it stands, by a write that no row can be ready for. */
    static @Nullable Row current(Ledger ledger, String id) {
        return ((Written.Conflict) ledger.write(row(id, Long.MAX_VALUE))).current();
    }
}
