package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.EmulatorJson;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One table with its items. Every read and write of the items holds its monitor. */
final class StoredTable {
    private static final int LARGEST_ITEM = 400 * 1024;
    private static final int LARGEST_PAGE = 1024 * 1024;

    /** Read and write units per second; zeros for a table that is billed per request. */
    record Units(int reads, int writes) {}

    /** What CreateTable fixes. */
    record Definition(String name, String arn, String id, TableKey key, Units units) {}

    /** What can be changed later. */
    record Settings(boolean protection, boolean recovery, TimeToLive timeToLive) {}

    /**
     * The time to live. Expired items stay: AWS deletes them within days, not at once.
     *
     * @param attribute null if it is off
     * @param changed in milliseconds; 0 if it never was
     */
    record TimeToLive(@Nullable String attribute, long changed) {}

    private final Definition definition;
    private final long created;
    private final Throughput reads;
    private final Throughput writes;
    private final TreeMap<String, ObjectNode> items = new TreeMap<>();
    private volatile Settings settings;

    StoredTable(Definition definition, Settings settings, InstantSource clock) {
        this.definition = definition;
        this.settings = settings;
        this.reads = new Throughput(definition.units.reads, clock);
        this.writes = new Throughput(definition.units.writes, clock);
        this.created = clock.millis();
    }

    String name() {
        return definition.name;
    }

    TableKey key() {
        return definition.key;
    }

    Settings settings() {
        return settings;
    }

    void settings(Settings changed) {
        settings = changed;
    }

    /** A condition on the item that a write replaces; it has no attributes if there is none. */
    interface Condition {
        /**
         * @throws dev.usher.emulator.protocol.AwsError ConditionalCheckFailedException
         */
        void check(ObjectNode standing);
    }

    /** Puts an item in the place of another; that one, or null. */
    @Nullable ObjectNode put(ObjectNode item, Condition condition) {
        String id = definition.key.of(item);
        int size = ItemValue.itemSize(item);
        if (size > LARGEST_ITEM) {
            throw Refusals.validation("Item size has exceeded the maximum allowed size");
        }
        return write(id, size, item, condition);
    }

    /** Deletes an item; that item, or null. */
    @Nullable ObjectNode delete(ObjectNode key, Condition condition) {
        return write(definition.key.ofKey(key), 0, null, condition);
    }

    private synchronized @Nullable ObjectNode write(
            String id, int size, @Nullable ObjectNode item, Condition condition) {
        ObjectNode standing = items.get(id);
        int larger = Math.max(size, standing == null ? 0 : ItemValue.itemSize(standing));
        writes.take(Math.ceilDiv(Math.max(1, larger), 1024));
        condition.check(standing == null ? EmulatorJson.object() : standing);
        return item == null ? items.remove(id) : items.put(id, item);
    }

    synchronized @Nullable ObjectNode read(ObjectNode key, boolean consistent) {
        ObjectNode item = items.get(definition.key.ofKey(key));
        takeReads(item == null ? 0 : ItemValue.itemSize(item), consistent);
        return item;
    }

    private void takeReads(int bytes, boolean consistent) {
        int units = Math.ceilDiv(Math.max(1, bytes), 4096);
        reads.take(consistent ? units : units / 2.0);
    }

    /** Some of the items, in the order of their keys; {@code last} is null if no more follow. */
    record Page(List<ObjectNode> items, @Nullable ObjectNode last) {}

    /** The items after a key, up to the limit and up to one megabyte. */
    synchronized Page scan(@Nullable ObjectNode after, int limit, boolean consistent) {
        Map<String, ObjectNode> rest =
                after == null ? items : items.tailMap(definition.key.ofKey(after), false);
        List<ObjectNode> page = new ArrayList<>();
        int bytes = 0;
        boolean more = false;
        for (ObjectNode item : rest.values()) {
            if (page.size() == limit || bytes > LARGEST_PAGE) {
                more = true;
                break;
            }
            page.add(item);
            bytes += ItemValue.itemSize(item);
        }
        takeReads(bytes, consistent);
        return new Page(page, more ? definition.key.keyOf(page.getLast()) : null);
    }

    /** As DescribeTable has it. */
    synchronized ObjectNode describe(String status) {
        ObjectNode description =
                EmulatorJson.object()
                        .put("TableName", definition.name)
                        .put("TableArn", definition.arn)
                        .put("TableId", definition.id)
                        .put("TableStatus", status)
                        .put("ItemCount", items.size())
                        .put(
                                "TableSizeBytes",
                                items.values().stream().mapToLong(ItemValue::itemSize).sum())
                        .put("DeletionProtectionEnabled", settings.protection());
        description.set("CreationDateTime", EmulatorJson.seconds(created));
        definition.key.describe(description);
        description
                .putObject("ProvisionedThroughput")
                .put("NumberOfDecreasesToday", 0)
                .put("ReadCapacityUnits", definition.units.reads)
                .put("WriteCapacityUnits", definition.units.writes);
        if (definition.units.reads == 0) {
            description.putObject("BillingModeSummary").put("BillingMode", "PAY_PER_REQUEST");
        }
        return description;
    }
}
