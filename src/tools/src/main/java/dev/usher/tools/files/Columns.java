package dev.usher.tools.files;

import dev.usher.message.Request.Finish;
import dev.usher.message.StandardAttributes;
import dev.usher.settings.SpellingSuggestions;
import dev.usher.tools.command.CommandException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a CSV file stand for, by their names in the header. Knows a request's
 * members, Cognito's standard attributes, and the header of Cognito's own <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html">import
 * file</a>.
 */
final class Columns {
    private static final Set<String> MEMBERS =
            Set.of("username", "password", "id", "type", "finish", "notAfter", "replyTo");
    private static final List<String> KNOWN =
            Stream.of(
                            MEMBERS,
                            StandardAttributes.VERIFIED,
                            StandardAttributes.SETTABLE,
                            Set.of("groups"))
                    .flatMap(Collection::stream)
                    .sorted()
                    .toList();
    private static final int SURELY_A_HEADER = 2;
    private static final String USERNAME = "cognito:username";
    private static final String MFA_ENABLED = "cognito:mfa_enabled";

    private Columns() {}

    /**
     * The columns in order.
     *
     * @param maps members by the columns that are called otherwise; an empty one ignores its column
     * @throws CommandException with all that is wrong with the header
     */
    static List<Column> read(List<String> header, Map<String, String> maps, Finish finish) {
        List<String> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        Map<Integer, String> unknown = new TreeMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            String member = maps.getOrDefault(name, name);
            Column column =
                    name.isEmpty() && !maps.containsKey(name)
                            ? new Column.Unnamed()
                            : member.isEmpty() ? new Column.Ignored() : named(member);
            if (column == null) {
                unknown.put(i + 1, name);
            } else if (columns.contains(column) && stands(column)) {
                problems.add("two columns stand for " + member);
            } else {
                columns.add(column);
            }
        }
        maps.forEach((name, member) -> {
            if (!header.contains(name)) {
                problems.add("--map names a column that is not there: " + quoted(name));
            } else if (!member.isEmpty() && named(member) == null) {
                problems.add(
                        "--map names no member of a request: " + quoted(member) + like(member));
            }
        });
        unknown.values().removeIf(maps::containsKey);
        unknown(problems, unknown, columns.size());
        if (problems.isEmpty()) {
            complete(problems, columns, finish);
        }
        if (!problems.isEmpty()) {
            throw CommandException.usage(String.join("; ", problems));
        }
        return List.copyOf(columns);
    }

    private static boolean stands(Column column) {
        return !(column instanceof Column.Ignored || column instanceof Column.Unnamed);
    }

    /**
     * The fewer columns are known, the more the first line may be no header at all, but a row with
     * a password in it ("password" itself is one of the most frequent), and is not quoted.
     *
     * @param unknown by number
     * @param known how many there are
     */
    private static void unknown(List<String> problems, Map<Integer, String> unknown, int known) {
        if (unknown.isEmpty()) {
            return;
        }
        if (known == 0) {
            problems.add(
                    "the first line names no column that is known; is it a header? (username,"
                            + " password, email, groups, ...; --map COLUMN=MEMBER for others)");
            return;
        }
        unknown.forEach((number, name) -> {
            boolean shown = known >= SURELY_A_HEADER || !like(name).isEmpty();
            String column = shown ? quoted(name) + like(name) : "number " + number;
            problems.add("unknown column " + column);
        });
        problems.add(
                "say what such a column is with --map COLUMN=MEMBER, or leave it out with --map"
                        + " COLUMN=");
    }

    private static void complete(List<String> problems, List<Column> columns, Finish finish) {
        if (!columns.contains(new Column.Member("username"))) {
            problems.add("no column gives the username; say which with --map COLUMN=username");
        }
        boolean password = columns.contains(new Column.Member("password"));
        if (columns.contains(new Column.Member("finish"))) {
            return;
        }
        if (!password && finish != Finish.INVITE) {
            problems.add(
                    "no column gives the password, which every --finish but invite needs; say which"
                            + " with --map COLUMN=password");
        } else if (password && finish == Finish.INVITE) {
            problems.add(
                    "an invitation takes no password; leave the column out with --map password=");
        }
    }

    private static @Nullable Column named(String name) {
        String attribute = after("attributes.", name);
        String key = after("clientMetadata.", name);
        if (MEMBERS.contains(name) || name.equals(USERNAME)) {
            return new Column.Member(name.equals(USERNAME) ? "username" : name);
        } else if (name.equals("groups")) {
            return new Column.Groups();
        } else if (name.equals(MFA_ENABLED)) {
            return new Column.MfaEnabled();
        } else if (StandardAttributes.VERIFIED.contains(name)
                || StandardAttributes.VERIFIED.contains(attribute)) {
            return new Column.Verified(attribute.isEmpty() ? name : attribute);
        } else if (!attribute.isEmpty()) {
            return new Column.Attribute(attribute);
        } else if (StandardAttributes.SETTABLE.contains(name) || name.startsWith("custom:")) {
            return new Column.Attribute(name);
        }
        return key.isEmpty() ? null : new Column.Metadata(key);
    }

    private static String after(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    private static String like(String name) {
        Optional<String> nearest = SpellingSuggestions.nearest(name.strip(), KNOWN);
        if (!name.equals(name.strip()) && nearest.isPresent()) {
            return " (there is white space around it; did you mean " + nearest.get() + "?)";
        }
        return nearest.map(known -> " (did you mean " + known + "?)").orElse("");
    }

    static String quoted(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() <= 60 ? line : line.substring(0, 60) + "...") + "'";
    }
}
