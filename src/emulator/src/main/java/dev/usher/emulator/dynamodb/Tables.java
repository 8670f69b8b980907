package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables of the account, found by name or by ARN. */
final class Tables {
    /** The service model's TableName. */
    static final StringShape NAME = new StringShape(3, 255, "[a-zA-Z0-9_.-]+");

    /** The service model's TableArn, which operations on a table take in place of its name. */
    private static final StringShape NAME_OR_ARN = new StringShape(1, 1024);

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):([0-9]{12}):table/(.+)");
    private static final String ACCOUNT = "000000000000";

    private final ConcurrentSkipListMap<String, StoredTable> tables = new ConcurrentSkipListMap<>();
    private final String region;

    Tables(String region) {
        this.region = region;
    }

    String arn(String name) {
        return "arn:aws:dynamodb:" + region + ":" + ACCOUNT + ":table/" + name;
    }

    /**
     * @throws AwsError ResourceInUseException
     */
    void add(StoredTable table) {
        if (tables.putIfAbsent(table.name(), table) != null) {
            throw AwsError.of("ResourceInUseException", "Table already exists: " + table.name());
        }
    }

    void remove(StoredTable table) {
        tables.remove(table.name(), table);
    }

    /** The first names after a name, in order. */
    List<String> names(String after, int limit) {
        return tables.tailMap(after, false).keySet().stream().limit(limit).toList();
    }

    /**
     * The table that a request names.
     *
     * @throws AwsError ResourceNotFoundException
     */
    StoredTable table(OperationInput in) {
        StoredTable table = find(in);
        if (table == null) {
            throw AwsError.notFound("Requested resource not found");
        }
        return table;
    }

    /** The table that a request names; null if there is none. */
    @Nullable StoredTable find(OperationInput in) {
        String given = in.text("TableName", NAME_OR_ARN);
        Matcher arn = ARN.matcher(given);
        if (!arn.matches()) {
            return tables.get(in.text("TableName", NAME));
        }
        return arn.group(1).equals(region) && arn.group(2).equals(ACCOUNT)
                ? tables.get(arn.group(3))
                : null;
    }
}
