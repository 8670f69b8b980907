package dev.usher.ledger;

import dev.usher.flow.Ledger;
import dev.usher.flow.OperatorFault;
import dev.usher.ledger.DynamoDbTable.Put;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A ledger in a DynamoDB table, for any number of workers on any number of machines. Every write of
 * a row is one conditional put.
 *
 * <p>A table can be deleted and created again under a running worker. So each table has a birth
 * item with a random name, and the key of every row ends with that name: a worker that knows the
 * new table never sees a row that was written for the old one. The write with which an attempt
 * begins counts only if the birth, read <em>after</em> it, is still the known one: then the write
 * went to that table, since no birth comes back. That is one consistent read per delivery. A
 * transaction of row and birth would show the same, but costs four times the units; and
 * transactions that share the birth item would cancel each other under load.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html">
 *     Condition expressions</a>
 */
public final class DynamoDbLedger implements Ledger {
    private static final Logger log = LoggerFactory.getLogger(DynamoDbLedger.class);
    private static final Written NOTHING = new Written.Conflict(null);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);

    /** The shortest lease leaves room for it and a call to Cognito. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final DynamoDbTable table;
    private final InstantSource clock;
    private final Duration retention;
    private volatile LedgerStart ledgerStart;

    /**
     * @param client stays the caller's to close
     * @param table name or ARN
     * @param retention how long a row is remembered after its last write
     * @throws OperatorFault if the table is unreachable
     */
    public DynamoDbLedger(
            DynamoDbClient client, String table, InstantSource clock, Duration retention) {
        this.table = new DynamoDbTable(client, table);
        this.clock = clock;
        this.retention = retention;
        this.ledgerStart = begin();
        // Reports a missing permission at the start.
        isStillKnown(ledgerStart);
    }

    /**
     * A client with a connection per thread, and with the SDK's own retries. Region, credentials
     * and endpoint are the SDK's own settings.
     */
    public static DynamoDbClient client(int concurrency) {
        return configured(concurrency).build();
    }

    static DynamoDbClientBuilder configured(int concurrency) {
        return DynamoDbClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(concurrency + 8))
                .overrideConfiguration(configuration ->
                        configuration
                                .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                .apiCallTimeout(TIMEOUT));
    }

    @Override
    public Written write(Row next) {
        LedgerStart known = ledgerStart;
        Written written = put(next, known);
        if (written.equals(NOTHING)) {
            // An attempt's row is missing: the table may be another one.
            isStillKnown(known);
        }
        return written;
    }

    @Override
    public Written take(Row next, Instant since) {
        LedgerStart known = ledgerStart;
        if (known.at().isAfter(since)) {
            return NOTHING;
        }
        Written written = put(next, known);
        return isStillKnown(known) ? written : NOTHING;
    }

    private Written put(Row next, LedgerStart known) {
        // Distinguishes this write, if the SDK sends it twice, from another worker's.
        String writer = UUID.randomUUID().toString();
        long now = clock.instant().getEpochSecond();
        Map<String, AttributeValue> written =
                DynamoDbItem.of(next, key(next, known), expiry(), writer);
        Put put =
                next.revision() == 1
                        ? table.put(
                                written,
                                "attribute_not_exists(id) OR expiresAt <= :now",
                                Map.of(":now", DynamoDbItem.number(now)))
                        : table.put(
                                written,
                                "revision = :before AND expiresAt > :now",
                                Map.of(
                                        ":before", DynamoDbItem.number(next.revision() - 1),
                                        ":now", DynamoDbItem.number(now)));
        return switch (put) {
            case Put.Done done -> new Written.Done();
            case Put.Refused(var standing) when DynamoDbItem.isBy(writer, standing) ->
                    new Written.Done();
            case Put.Refused(var standing) ->
                    new Written.Conflict(
                            table.read(standing, item -> DynamoDbItem.row(next.id(), item, now)));
        };
    }

    /** No {@code id} contains a {@code #}. */
    private static String key(Row row, LedgerStart known) {
        return row.id() + "#" + known.name();
    }

    /** In whole seconds, as DynamoDB wants it; never too early. */
    private long expiry() {
        return clock.instant().plus(retention).plusMillis(999).getEpochSecond();
    }

    /** Whether the table is still the known one; if not, reads the new one's birth. */
    private boolean isStillKnown(LedgerStart known) {
        Map<String, AttributeValue> item = table.item(LedgerStart.KEY);
        LedgerStart found = item.isEmpty() ? begin() : table.read(item, LedgerStart::of);
        if (found.name().equals(known.name())) {
            return true;
        }
        log.warn(
                "the ledger dynamodb:{} is another table than before; beginning a new ledger",
                table.name());
        ledgerStart = found;
        return false;
    }

    /** The table's birth, created now if it has none. */
    private LedgerStart begin() {
        LedgerStart now = new LedgerStart(UUID.randomUUID().toString(), clock.instant());
        return switch (table.put(now.item(), "attribute_not_exists(id)", Map.of())) {
            case Put.Done done -> now;
            case Put.Refused(var current) -> table.read(current, LedgerStart::of);
        };
    }

    @Override
    public Instant remembersSince() {
        Instant oldest = clock.instant().minus(retention);
        Instant since = ledgerStart.at();
        return since.isAfter(oldest) ? since : oldest;
    }

    /** Tries a write that changes nothing, and a read. */
    @Override
    public boolean reachable() {
        try {
            LedgerStart known = ledgerStart;
            table.put(
                    known.item(),
                    "birth = :birth",
                    Map.of(":birth", AttributeValue.fromS(known.name())));
            isStillKnown(known);
            return true;
        } catch (OperatorFault e) {
            return false;
        }
    }

    @Override
    public void close() {}
}
