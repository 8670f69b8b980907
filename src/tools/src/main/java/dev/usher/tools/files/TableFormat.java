package dev.usher.tools.files;

import dev.usher.tools.command.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The format of a file of rows.
 *
 * @param encoding if there is no byte-order mark
 * @param delimiter of CSV; {@link #GUESS} detects it from the header
 * @param maps of CSV: members by the names of other columns; an empty one ignores its column
 */
public record TableFormat(
        Format format, Charset encoding, char delimiter, Map<String, String> maps) {
    public static final char GUESS = CsvFile.UNKNOWN;

    public enum Format {
        csv,
        jsonl;

        /** By the file's extension. */
        public static Format of(String fileName) {
            String name = fileName.toLowerCase(Locale.ROOT);
            return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? jsonl : csv;
        }
    }

    public TableFormat {
        maps = Map.copyOf(maps);
        if (format == Format.jsonl && (!maps.isEmpty() || delimiter != GUESS)) {
            throw CommandException.usage("--map and --delimiter are for CSV; this is JSON Lines");
        }
    }

    public RowReader open(InputStream in, RowDefaults rowDefaults) {
        return switch (format) {
            case csv -> new CsvRows(csv(in), maps, rowDefaults);
            case jsonl -> new JsonRows(text(in), rowDefaults);
        };
    }

    public CsvFile csv(InputStream in) {
        try {
            return new CsvFile(text(in), delimiter);
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        }
    }

    public BufferedReader text(InputStream in) {
        try {
            return TextDecoding.open(in, encoding);
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        }
    }

    /** The options that affect the requests, by their names. */
    public Map<String, String> options() {
        Map<String, String> options = new TreeMap<>();
        options.put("format", format.name());
        options.put("encoding", encoding.name());
        options.put("delimiter", delimiter == GUESS ? "guessed" : String.valueOf(delimiter));
        List<String> mapped =
                new TreeMap<>(maps)
                        .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
        options.put("map", String.join(", ", mapped));
        return options;
    }

    /** The format of a run's options. */
    public static TableFormat of(Map<String, String> options) {
        String delimiter = options.getOrDefault("delimiter", "guessed");
        return new TableFormat(
                Format.valueOf(options.getOrDefault("format", "csv")),
                Charset.forName(options.getOrDefault("encoding", "UTF-8")),
                delimiter.length() == 1 ? delimiter.charAt(0) : GUESS,
                Map.of());
    }
}
