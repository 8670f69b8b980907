package dev.usher.message;

import dev.usher.message.JsonDocument.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the members of a document by name. A member that is wrong, or left over, is a problem. */
final class MemberReader {
    /**
     * RFC 3339, as far as java.time supports it: without the unknown offset {@code -00:00} and
     * without leap seconds.
     */
    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                            + "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?"
                            + "([Zz]|(?!-00:00)[+-]((0[0-9]|1[0-7]):[0-5][0-9]|18:00))");

    private final Map<String, Value> members;
    private final Problems problems;
    private final Set<String> taken = new HashSet<>();

    MemberReader(JsonDocument jsonDocument, Problems problems) {
        this.members = jsonDocument.members;
        this.problems = problems;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** A problem with the member {@code name} at the top. */
    void problem(String name, String what) {
        problems.add(Problem.pointer("", name), what);
    }

    /** A required string; null if there is a problem. */
    @Nullable String text(String name, StringRule stringRule) {
        if (!has(name)) {
            problem(name, "is required");
        }
        return optionalText(name, stringRule);
    }

    /** An optional string; null if it is absent or there is a problem. */
    @Nullable String optionalText(String name, StringRule stringRule) {
        Value value = take(name);
        return value == null ? null : text(Problem.pointer("", name), value, stringRule);
    }

    Map<String, String> texts(String name, StringRule names, StringRule values) {
        Map<String, String> texts = new LinkedHashMap<>();
        switch (take(name)) {
            case null -> {}
            case Value.Members(Map<String, Value> inner) ->
                    inner.forEach((key, value) -> text(texts, name, names, values, key, value));
            case Value other -> problem(name, "must be an object of strings");
        }
        return texts;
    }

    /** A list of strings that are all different. */
    List<String> list(String name, int most, StringRule stringRule) {
        List<String> texts = new ArrayList<>();
        switch (take(name)) {
            case null -> {}
            case Value.Items(List<Value> items) -> {
                if (items.size() > most) {
                    problem(name, "must have at most " + most + " items");
                }
                items(Problem.pointer("", name), items, stringRule, texts);
            }
            case Value other -> problem(name, "must be an array of strings");
        }
        return texts;
    }

    @Nullable Instant instant(String name) {
        String text = optionalText(name, StringRule.ANY);
        if (text == null) {
            return null;
        }
        if (RFC_3339.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                // For example, the thirtieth of February; reported below without quoting it.
            }
        }
        problem(name, "must be an RFC 3339 instant such as 2026-11-22T20:00:00Z");
        return null;
    }

    /** The number one, in whichever way JSON writes it. */
    void one(String name) {
        Value value = take(name);
        boolean one =
                value == null || (value instanceof Value.Numeral(String digits) && isOne(digits));
        if (!one) {
            problem(name, "must be 1");
        }
    }

    private static boolean isOne(String digits) {
        try {
            return digits.length() <= 100 && new BigDecimal(digits).compareTo(BigDecimal.ONE) == 0;
        } catch (NumberFormatException e) {
            // A huge exponent.
            return false;
        }
    }

    /** Every member that nothing has taken is unknown. */
    void nothingElse(String type) {
        for (String name : members.keySet()) {
            if (!taken.contains(name)) {
                problem(name, "is not a member of " + type + " requests");
            }
        }
    }

    private @Nullable Value take(String name) {
        taken.add(name);
        return members.get(name);
    }

    private @Nullable String text(String pointer, Value value, StringRule stringRule) {
        if (!(value instanceof Value.Text(String text))) {
            problems.add(pointer, "must be a string");
            return null;
        }
        String broken = stringRule.broken(text);
        if (broken != null) {
            problems.add(pointer, broken);
            return null;
        }
        return text;
    }

    private void text(
            Map<String, String> texts,
            String parent,
            StringRule names,
            StringRule values,
            String name,
            Value value) {
        String pointer = Problem.pointer(Problem.pointer("", parent), name);
        String broken = names.broken(name);
        if (broken != null) {
            problems.add(pointer, "has a name that " + broken);
        }
        String text = text(pointer, value, values);
        if (text != null) {
            texts.put(name, text);
        }
    }

    private void items(
            String pointer, List<Value> items, StringRule stringRule, List<String> texts) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String text = text(pointer + "/" + i, items.get(i), stringRule);
            if (text != null && !seen.add(text)) {
                problems.add(pointer + "/" + i, "is there twice");
            }
            if (text != null) {
                texts.add(text);
            }
        }
    }
}
