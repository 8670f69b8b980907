package dev.usher.tools.files;

import dev.usher.flow.AllowedMembers;
import dev.usher.flow.PoolRules;
import dev.usher.message.Request.Finish;
import dev.usher.tools.enqueue.WorkerRules;
import dev.usher.tools.files.TableFormat.Format;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Files of rows as tests need them. */
public final class Sheets {
    public static final TableFormat CSV =
            new TableFormat(Format.csv, StandardCharsets.UTF_8, TableFormat.GUESS, Map.of());
    public static final TableFormat JSON =
            new TableFormat(Format.jsonl, StandardCharsets.UTF_8, TableFormat.GUESS, Map.of());
    public static final RowDefaults CONFIRMED = new RowDefaults(Finish.CONFIRMED, null);
    public static final RowDefaults INVITE = new RowDefaults(Finish.INVITE, null);

    /** Groups staff and ops, every attribute but email_verified, reply queue answers. */
    public static final WorkerRules TERMS =
            new WorkerRules(
                    new AllowedMembers(
                            List.of("staff", "ops")::contains, name -> !name.endsWith("_verified")),
                    "answers"::equals,
                    PoolRules.UNKNOWN);

    private Sheets() {}

    public static TableFormat mapped(String... columnsAndMembers) {
        Map<String, String> maps = new java.util.LinkedHashMap<>();
        for (int i = 0; i < columnsAndMembers.length; i += 2) {
            maps.put(columnsAndMembers[i], columnsAndMembers[i + 1]);
        }
        return new TableFormat(Format.csv, StandardCharsets.UTF_8, TableFormat.GUESS, maps);
    }

    static TableFormat in(Charset encoding) {
        return new TableFormat(Format.csv, encoding, TableFormat.GUESS, Map.of());
    }

    public static TableFormat apart(char delimiter) {
        return new TableFormat(Format.csv, StandardCharsets.UTF_8, delimiter, Map.of());
    }

    /** All rows of the file. */
    public static List<Row> rows(TableFormat tableFormat, String file) {
        return rows(tableFormat, file.getBytes(StandardCharsets.UTF_8));
    }

    public static List<Row> rows(TableFormat tableFormat, byte[] file) {
        return rows(tableFormat, file, CONFIRMED);
    }

    public static List<Row> rows(TableFormat tableFormat, byte[] file, RowDefaults rowDefaults) {
        RowReader open = tableFormat.open(new ByteArrayInputStream(file), rowDefaults);
        List<Row> rows = new ArrayList<>();
        for (Row row = open.next(); row != null; row = open.next()) {
            rows.add(row);
        }
        return rows;
    }

    /** A member of the row's request by its JSON Pointer; null if it is not there. */
    public static String member(Row row, String pointer) {
        try {
            return StrictJson.MAPPER.readTree("{" + row.members()).at(pointer).stringValue(null);
        } catch (tools.jackson.core.JacksonException e) {
            throw new AssertionError(e);
        }
    }
}
