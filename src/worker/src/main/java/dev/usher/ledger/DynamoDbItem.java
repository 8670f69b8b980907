package dev.usher.ledger;

import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Mark;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Processing;
import dev.usher.flow.Ledger.Row;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result.User;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A row as an item. Times are in milliseconds, {@code expiresAt} alone in seconds, as DynamoDB's
 * time to live wants it; what is null is left out.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html">
 *     Time to live</a>
 */
final class DynamoDbItem {
    private DynamoDbItem() {}

    /**
     * @param writer of this one write
     */
    static Map<String, AttributeValue> of(Row row, String key, long expiresAt, String writer) {
        Map<String, AttributeValue> item = new HashMap<>();
        text(item, "id", key);
        item.put("revision", number(row.revision()));
        text(item, "keyVersion", row.fingerprint().keyVersion());
        text(item, "identity", row.fingerprint().identity());
        text(item, "content", row.fingerprint().content());
        put(item, row.mark());
        put(item, row.processing());
        item.put("expiresAt", number(expiresAt));
        text(item, "writer", writer);
        return item;
    }

    private static void put(Map<String, AttributeValue> item, Mark mark) {
        text(item, "mark", mark.sub());
        item.put("gone", AttributeValue.fromBool(mark.gone()));
        item.put("since", number(mark.since().toEpochMilli()));
        item.put("bornLate", AttributeValue.fromBool(mark.bornLate()));
        text(item, "former", mark.former());
    }

    private static void put(Map<String, AttributeValue> item, Processing processing) {
        item.put("leaseUntil", number(processing.leaseUntil().toEpochMilli()));
        item.put("attempts", number(processing.attempts()));
        item.put("begunOnce", AttributeValue.fromBool(processing.begunOnce()));
        if (processing.outcome() != null) {
            put(item, processing.outcome());
        }
    }

    private static void put(Map<String, AttributeValue> item, Outcome outcome) {
        text(item, "status", outcome.status());
        text(item, "messageId", outcome.messageId());
        Failure failure = outcome.failure();
        if (failure != null) {
            text(item, "code", failure.code().name());
            text(item, "message", failure.message());
            text(item, "cognitoError", failure.cognitoError());
        }
        User user = outcome.user();
        if (user != null) {
            text(item, "username", user.username());
            text(item, "sub", user.sub());
            text(item, "userStatus", user.status());
        }
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private static void text(Map<String, AttributeValue> item, String name, @Nullable String text) {
        if (text != null) {
            item.put(name, AttributeValue.fromS(text));
        }
    }

    /** Whether this very write stored it. */
    static boolean isBy(String writer, Map<String, AttributeValue> item) {
        AttributeValue by = item.get("writer");
        return by != null && writer.equals(by.s());
    }

    /**
     * Null if the item has no attributes, or has expired: DynamoDB deletes late, up to days.
     *
     * @param now in seconds
     * @throws RuntimeException if the item is not a ledger row
     */
    static @Nullable Row row(String id, Map<String, AttributeValue> item, long now) {
        if (item.isEmpty() || whole(item, "expiresAt") <= now) {
            return null;
        }
        return new Row(
                id,
                whole(item, "revision"),
                new Fingerprint(
                        required(item, "keyVersion").s(),
                        required(item, "identity").s(),
                        required(item, "content").s()),
                new Mark(
                        text(item, "mark"),
                        required(item, "gone").bool(),
                        Instant.ofEpochMilli(whole(item, "since")),
                        required(item, "bornLate").bool(),
                        text(item, "former")),
                new Processing(
                        Instant.ofEpochMilli(whole(item, "leaseUntil")),
                        Math.toIntExact(whole(item, "attempts")),
                        required(item, "begunOnce").bool(),
                        outcome(item)));
    }

    private static @Nullable Outcome outcome(Map<String, AttributeValue> item) {
        String status = text(item, "status");
        if (status == null) {
            return null;
        }
        String code = text(item, "code");
        String username = text(item, "username");
        return new Outcome(
                status,
                code == null
                        ? null
                        : new Failure(
                                FailureCode.valueOf(code),
                                required(item, "message").s(),
                                text(item, "cognitoError")),
                username == null
                        ? null
                        : new User(username, text(item, "sub"), text(item, "userStatus")),
                required(item, "messageId").s());
    }

    private static @Nullable String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.s();
    }

    static long whole(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(required(item, name).n());
    }

    static AttributeValue required(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name);
        }
        return value;
    }
}
