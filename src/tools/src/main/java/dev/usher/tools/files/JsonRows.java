package dev.usher.tools.files;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads rows from <a href="https://jsonlines.org">JSON Lines</a>; type and id are optional. */
final class JsonRows implements RowReader {
    private final LineReader lines;
    private final RowDefaults rowDefaults;
    private int number;

    JsonRows(Reader text, RowDefaults rowDefaults) {
        this.lines = new LineReader(text);
        this.rowDefaults = rowDefaults;
    }

    @Override
    public @Nullable Row next() {
        try {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            if (line == null) {
                return null;
            }
            number++;
            return lines.tooLong() ? Row.unreadable(position(), "is longer than 1 MiB") : row(line);
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        }
    }

    private Row row(String line) {
        try {
            return StrictJson.MAPPER.readTree(line) instanceof ObjectNode request
                    ? row(request, line)
                    : Row.unreadable(position(), "is not a JSON object");
        } catch (JacksonException e) {
            // The exception's text quotes the line.
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            boolean twice = e.getOriginalMessage().startsWith("Duplicate Object property");
            String what = twice ? "has a member twice" : "is not valid JSON";
            return Row.unreadable(position(), what + " (column " + column + ")");
        }
    }

    private Row row(ObjectNode request, String line) throws JacksonException {
        List<String> problems = new ArrayList<>();
        if (line.indexOf(TextDecoding.REPLACEMENT) >= 0) {
            problems.add("has bytes that are invalid in the file's encoding (see --encoding)");
        }
        JsonNode id = request.remove("id");
        if (id != null && !id.isString()) {
            problems.add("/id must be a string");
        }
        putIfAbsent(request, "type", "signup");
        if (request.path("type").asString("").equals("signup")) {
            putIfAbsent(request, "finish", rowDefaults.finishMember());
        }
        if (rowDefaults.replyTo() != null) {
            putIfAbsent(request, "replyTo", rowDefaults.replyTo());
        }
        return new Row(
                position(),
                request.path("username").stringValue(null),
                id == null ? null : id.stringValue(null),
                StrictJson.MAPPER.writeValueAsString(request).substring(1),
                problems);
    }

    private RowPosition position() {
        return new RowPosition(number, lines.number());
    }

    private static void putIfAbsent(ObjectNode request, String member, String value) {
        if (!request.has(member)) {
            request.put(member, value);
        }
    }
}
