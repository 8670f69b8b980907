package dev.usher.infra;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that an expression names; not its functions, labels and variables.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying</a>
 */
final class PromQl {
    private static final Pattern LABEL_VALUES =
            Pattern.compile("label_values\\(\\s*([^,{)]+)(?:\\{[^}]*})?\\s*,[^)]*\\)");
    private static final Pattern NO_METRIC =
            Pattern.compile(
                    "\"[^\"]*\"|'[^']*'|\\{[^}]*}|\\[[^]]*]|\\$\\{?\\w+(?::\\w+)?}?"
                            + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "offset", "bool", "inf", "nan", "group_left");

    private PromQl() {}

    static Set<String> metrics(String expression) {
        String rest = LABEL_VALUES.matcher(expression).replaceAll("$1");
        rest = NO_METRIC.matcher(rest).replaceAll(" ");
        Set<String> found = new TreeSet<>();
        Matcher names = NAME.matcher(rest);
        while (names.find()) {
            boolean isFunction = rest.substring(names.end()).stripLeading().startsWith("(");
            if (!isFunction && !WORDS.contains(names.group())) {
                found.add(names.group());
            }
        }
        return found;
    }
}
