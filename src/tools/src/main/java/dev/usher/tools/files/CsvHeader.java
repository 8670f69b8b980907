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
 * Reads the header of a CSV file. It knows a request's members, Cognito's standard attributes and
 * the header of Cognito's own <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html">import
 * file</a>.
 */
final class CsvHeader {
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

    private CsvHeader() {}

    /**
     * The columns in order.
     *
     * @param maps members by the names of other columns; an empty one ignores its column
     * @throws CommandException with all problems of the header
     */
    static List<CsvColumn> read(List<String> header, Map<String, String> maps, Finish finish) {
        List<String> problems = new ArrayList<>();
        List<CsvColumn> columns = new ArrayList<>();
        Map<Integer, String> unknown = new TreeMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            String member = maps.getOrDefault(name, name);
            CsvColumn column =
                    name.isEmpty() && !maps.containsKey(name)
                            ? new CsvColumn.Unnamed()
                            : member.isEmpty() ? new CsvColumn.Ignored() : named(member);
            if (column == null) {
                unknown.put(i + 1, name);
            } else if (columns.contains(column) && isNamed(column)) {
                problems.add("two columns mean " + member);
            } else {
                columns.add(column);
            }
        }
        maps.forEach((name, member) -> {
            if (!header.contains(name)) {
                problems.add("--map names a column that does not exist: " + quoted(name));
            } else if (!member.isEmpty() && named(member) == null) {
                problems.add(
                        "--map names no member of a request: " + quoted(member) + suggestion(member));
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

    private static boolean isNamed(CsvColumn column) {
        return !(column instanceof CsvColumn.Ignored || column instanceof CsvColumn.Unnamed);
    }

    /**
     * Reports unknown columns. If few columns are known, the first line may be a row with a password
     * instead of a header, so it is not quoted. ("password" itself is a frequent password.)
     *
     * @param unknown names by column number
     * @param known number of known columns
     */
    private static void unknown(List<String> problems, Map<Integer, String> unknown, int known) {
        if (unknown.isEmpty()) {
            return;
        }
        if (known == 0) {
            problems.add(
                    "the first line has no known column; is it a header? (username,"
                            + " password, email, groups, ...; --map COLUMN=MEMBER for others)");
            return;
        }
        unknown.forEach((number, name) -> {
            boolean shown = known >= SURELY_A_HEADER || !suggestion(name).isEmpty();
            String column = shown ? quoted(name) + suggestion(name) : "number " + number;
            problems.add("unknown column " + column);
        });
        problems.add(
                "map such a column with --map COLUMN=MEMBER, or ignore it with --map COLUMN=");
    }

    private static void complete(List<String> problems, List<CsvColumn> columns, Finish finish) {
        if (!columns.contains(new CsvColumn.Member("username"))) {
            problems.add("there is no username column; map one with --map COLUMN=username");
        }
        boolean password = columns.contains(new CsvColumn.Member("password"));
        if (columns.contains(new CsvColumn.Member("finish"))) {
            return;
        }
        if (!password && finish != Finish.INVITE) {
            problems.add(
                    "there is no password column, which every --finish but invite needs; map one with"
                            + " --map COLUMN=password");
        } else if (password && finish == Finish.INVITE) {
            problems.add(
                    "an invitation takes no password; ignore the column with --map password=");
        }
    }

    private static @Nullable CsvColumn named(String name) {
        String attribute = after("attributes.", name);
        String key = after("clientMetadata.", name);
        if (MEMBERS.contains(name) || name.equals(USERNAME)) {
            return new CsvColumn.Member(name.equals(USERNAME) ? "username" : name);
        } else if (name.equals("groups")) {
            return new CsvColumn.Groups();
        } else if (name.equals(MFA_ENABLED)) {
            return new CsvColumn.MfaEnabled();
        } else if (StandardAttributes.VERIFIED.contains(name)
                || StandardAttributes.VERIFIED.contains(attribute)) {
            return new CsvColumn.Verified(attribute.isEmpty() ? name : attribute);
        } else if (!attribute.isEmpty()) {
            return new CsvColumn.Attribute(attribute);
        } else if (StandardAttributes.SETTABLE.contains(name) || name.startsWith("custom:")) {
            return new CsvColumn.Attribute(name);
        }
        return key.isEmpty() ? null : new CsvColumn.Metadata(key);
    }

    private static String after(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    private static String suggestion(String name) {
        Optional<String> nearest = SpellingSuggestions.nearest(name.strip(), KNOWN);
        if (!name.equals(name.strip()) && nearest.isPresent()) {
            return " (it has white space around it; did you mean " + nearest.get() + "?)";
        }
        return nearest.map(known -> " (did you mean " + known + "?)").orElse("");
    }

    static String quoted(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() <= 60 ? line : line.substring(0, 60) + "...") + "'";
    }
}
