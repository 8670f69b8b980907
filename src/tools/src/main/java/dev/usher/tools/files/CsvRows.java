package dev.usher.tools.files;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.usher.tools.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Reads rows from a CSV file. An empty field leaves its member out; values stay unchanged. */
public final class CsvRows implements RowReader {
    private final CsvFile file;
    private final RowDefaults rowDefaults;
    private final List<CsvColumn> columns;
    private int number;

    /**
     * Reads the header.
     *
     * @throws CommandException if the header is unusable
     */
    CsvRows(CsvFile file, Map<String, String> maps, RowDefaults rowDefaults) {
        this.file = file;
        this.rowDefaults = rowDefaults;
        CsvRecord header = file.next();
        if (header == null) {
            throw CommandException.failed("the file is empty: there is no header");
        }
        this.columns = CsvHeader.read(header.getFields(), maps, rowDefaults.finish());
    }

    public List<CsvColumn> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        CsvRecord record = file.next();
        if (record == null) {
            return null;
        }
        number++;
        RowPosition position = new RowPosition(number, record.getStartingLineNumber());
        if (record.getFieldCount() != columns.size()) {
            String problem =
                    "has %d fields, but the header has %d"
                            .formatted(record.getFieldCount(), columns.size());
            // Fields may be shifted, so the one under "username" may be the password.
            return Row.unreadable(position, problem);
        }
        return new Reading(record).row(position);
    }

    /** Makes a row of one record. */
    private final class Reading {
        private final CsvRecord record;
        private final List<String> problems = new ArrayList<>();
        private @Nullable String username;
        private @Nullable String id;
        private boolean type;
        private boolean finish;
        private boolean replyTo;

        Reading(CsvRecord record) {
            this.record = record;
        }

        Row row(RowPosition position) {
            String object = StrictJson.object(this::write);
            return new Row(position, username, id, object.substring(1), problems);
        }

        private void write(JsonGenerator json) {
            for (int i = 0; i < columns.size(); i++) {
                String field = field(i);
                if (!field.isEmpty() && columns.get(i) instanceof CsvColumn.Member(String name)) {
                    member(json, name, field);
                }
            }
            if (!type) {
                json.writeStringProperty("type", "signup");
            }
            if (!finish) {
                json.writeStringProperty("finish", rowDefaults.finishMember());
            }
            if (!replyTo && rowDefaults.replyTo() != null) {
                json.writeStringProperty("replyTo", rowDefaults.replyTo());
            }
            attributes(json);
            metadata(json);
            groups(json);
        }

        private void member(JsonGenerator json, String name, String field) {
            switch (name) {
                case "id" -> {
                    id = field;
                    return;
                }
                case "username" -> username = field;
                case "type" -> type = true;
                case "finish" -> finish = true;
                case "replyTo" -> replyTo = true;
                default -> {}
            }
            json.writeStringProperty(name, field);
        }

        private void attributes(JsonGenerator json) {
            json.writeObjectPropertyStart("attributes");
            for (int i = 0; i < columns.size(); i++) {
                String field = field(i);
                switch (columns.get(i)) {
                    case CsvColumn.Attribute(String name) when !field.isEmpty() ->
                            json.writeStringProperty(name, field);
                    case CsvColumn.Verified(String name) when !isFalse(field) ->
                            json.writeStringProperty(name, field.toLowerCase(Locale.ROOT));
                    case CsvColumn.MfaEnabled() when !isFalse(field) ->
                            problems.add(
                                    "cognito:mfa_enabled can't be set by a sign-up (ignore the"
                                            + " column with --map cognito:mfa_enabled=)");
                    case CsvColumn.Attribute a -> {}
                    case CsvColumn.Verified v -> {}
                    case CsvColumn.MfaEnabled m -> {}
                    case CsvColumn.Member m -> {}
                    case CsvColumn.Metadata m -> {}
                    case CsvColumn.Groups g -> {}
                    case CsvColumn.Ignored ignored -> {}
                    case CsvColumn.Unnamed unnamed when !field.isEmpty() ->
                            problems.add("has a value in a column without a name");
                    case CsvColumn.Unnamed unnamed -> {}
                }
            }
            json.writeEndObject();
        }

        private void metadata(JsonGenerator json) {
            boolean begun = false;
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i) instanceof CsvColumn.Metadata(String key) && !field(i).isEmpty()) {
                    if (!begun) {
                        json.writeObjectPropertyStart("clientMetadata");
                        begun = true;
                    }
                    json.writeStringProperty(key, field(i));
                }
            }
            if (begun) {
                json.writeEndObject();
            }
        }

        private void groups(JsonGenerator json) {
            int at = columns.indexOf(new CsvColumn.Groups());
            if (at < 0 || field(at).isEmpty()) {
                return;
            }
            json.writeArrayPropertyStart("groups");
            for (String group : field(at).split("[;|]", -1)) {
                if (!group.isBlank()) {
                    json.writeString(group.strip());
                }
            }
            json.writeEndArray();
        }

        private String field(int at) {
            String field = record.getField(at);
            if (field.indexOf(TextDecoding.REPLACEMENT) >= 0 && problems.isEmpty()) {
                problems.add("has bytes that are invalid in the file's encoding (see --encoding)");
            }
            return field;
        }

        private static boolean isFalse(String field) {
            return field.isEmpty() || field.equalsIgnoreCase("false");
        }
    }
}
