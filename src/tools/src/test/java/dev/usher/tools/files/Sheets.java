package dev.usher.tools.files;

import dev.usher.flow.Limits;
import dev.usher.flow.PoolRules;
import dev.usher.message.Request.Finish;
import dev.usher.tools.enqueue.Terms;
import dev.usher.tools.files.Sheet.Format;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Files of rows as tests need them. */
public final class Sheets {
    public static final Sheet CSV =
            new Sheet(Format.csv, StandardCharsets.UTF_8, Sheet.GUESS, Map.of());
    public static final Sheet JSON =
            new Sheet(Format.jsonl, StandardCharsets.UTF_8, Sheet.GUESS, Map.of());
    public static final Defaults CONFIRMED = new Defaults(Finish.CONFIRMED, null);
    public static final Defaults INVITE = new Defaults(Finish.INVITE, null);

    /** Groups staff and ops, every attribute but email_verified, reply queue answers. */
    public static final Terms TERMS =
            new Terms(
                    new Limits(
                            List.of("staff", "ops")::contains, name -> !name.endsWith("_verified")),
                    "answers"::equals,
                    PoolRules.UNKNOWN);

    private Sheets() {}

    public static Sheet mapped(String... columnsAndMembers) {
        Map<String, String> maps = new java.util.LinkedHashMap<>();
        for (int i = 0; i < columnsAndMembers.length; i += 2) {
            maps.put(columnsAndMembers[i], columnsAndMembers[i + 1]);
        }
        return new Sheet(Format.csv, StandardCharsets.UTF_8, Sheet.GUESS, maps);
    }

    static Sheet in(Charset encoding) {
        return new Sheet(Format.csv, encoding, Sheet.GUESS, Map.of());
    }

    public static Sheet apart(char delimiter) {
        return new Sheet(Format.csv, StandardCharsets.UTF_8, delimiter, Map.of());
    }

    /** All rows of the file. */
    public static List<Row> rows(Sheet sheet, String file) {
        return rows(sheet, file.getBytes(StandardCharsets.UTF_8));
    }

    public static List<Row> rows(Sheet sheet, byte[] file) {
        return rows(sheet, file, CONFIRMED);
    }

    public static List<Row> rows(Sheet sheet, byte[] file, Defaults defaults) {
        Rows open = sheet.open(new ByteArrayInputStream(file), defaults);
        List<Row> rows = new ArrayList<>();
        for (Row row = open.next(); row != null; row = open.next()) {
            rows.add(row);
        }
        return rows;
    }

    /** A member of the row's request by its JSON Pointer; null if it is not there. */
    public static String member(Row row, String pointer) {
        try {
            return Json.MAPPER.readTree("{" + row.members()).at(pointer).textValue();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
