package dev.usher.message;

import dev.usher.message.JsonDocument.Value.Items;
import dev.usher.message.JsonDocument.Value.Members;
import dev.usher.message.JsonDocument.Value.Numeral;
import dev.usher.message.JsonDocument.Value.Other;
import dev.usher.message.JsonDocument.Value.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * The JSON object in a body, as far as it could be read: two levels deep, since no request has
 * more. A truncated body keeps the members before the end.
 */
final class JsonDocument {
    /** A JSON value. */
    sealed interface Value {
        record Text(String text) implements Value {}

        record Numeral(String digits) implements Value {}

        record Members(Map<String, Value> members) implements Value {}

        record Items(List<Value> items) implements Value {}

        /** {@code true}, {@code false}, {@code null}, or what is nested too deep to matter. */
        record Other() implements Value {}
    }

    private static final Other OTHER = new Other();

    final Map<String, Value> members = new LinkedHashMap<>();

    /** Names that stand at the top with two different values. */
    final Set<String> ambiguous = new HashSet<>();

    private final Problems problems;
    private boolean whole;
    private String at = "";

    private JsonDocument(Problems problems) {
        this.problems = problems;
    }

    static JsonDocument read(String body, Problems problems) {
        var document = new JsonDocument(problems);
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
            document.read(parser);
        } catch (JacksonException e) {
            // Only a parser throws here, and its message quotes the input.
            throw new IllegalStateException("a string could not be closed");
        }
        return document;
    }

    /** Whether the body was an object and could be read to its end. */
    boolean whole() {
        return whole;
    }

    private void read(JsonParser parser) {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                problems.add("", "is not a JSON object");
                return;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                member(parser);
            }
            at = "";
            whole = parser.nextToken() == null;
            if (!whole) {
                problems.add("", "goes on after its JSON object");
            }
        } catch (StreamConstraintsException e) {
            problems.add(at, "is nested too deeply or too long" + place(parser));
        } catch (JacksonException e) {
            problems.add(at, "is not valid JSON" + place(parser));
        }
    }

    private void member(JsonParser parser) {
        String name = parser.currentName();
        at = Problem.pointer("", name);
        parser.nextToken();
        Value value = value(parser);
        Value earlier = members.putIfAbsent(name, value);
        if (earlier != null) {
            problems.add(at, "is there twice");
            if (!earlier.equals(value)) {
                ambiguous.add(name);
            }
        }
    }

    private Value value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> items(parser);
            default -> leaf(parser);
        };
    }

    private Members members(JsonParser parser) {
        String parent = at;
        Map<String, Value> inner = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            at = Problem.pointer(parent, name);
            parser.nextToken();
            if (inner.putIfAbsent(name, leaf(parser)) != null) {
                problems.add(at, "is there twice");
            }
        }
        return new Members(inner);
    }

    private Items items(JsonParser parser) {
        List<Value> inner = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            inner.add(leaf(parser));
        }
        return new Items(inner);
    }

    private static Value leaf(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
            default -> {
                parser.skipChildren();
                yield OTHER;
            }
        };
    }

    private static String place(JsonParser parser) {
        TokenStreamLocation place = parser.currentLocation();
        return " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
