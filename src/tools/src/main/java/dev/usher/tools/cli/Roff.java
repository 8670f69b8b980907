package dev.usher.tools.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Writes text with the macros of man(7). */
final class Roff {
    private static final int WIDEST = 80;

    private final StringBuilder page = new StringBuilder();

    void title(String name, String date, String version) {
        line(".TH \"%s\" 1 \"%s\" \"%s\"".formatted(escape(name), date, escape(version)));
        // Words such as USHER_REPLY_QUEUE can't be hyphenated; texts are left-aligned.
        line(".nh");
        line(".ad l");
    }

    void section(String heading) {
        line(".SH " + heading);
    }

    /** Text that the viewer fills; the lines of the source are short, too. */
    void text(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : escape(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() >= WIDEST) {
                line(start(line.toString()));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(start(line.toString()));
    }

    void paragraphs(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                line(".PP");
            }
            text(texts.get(i));
        }
    }

    /**
     * A heading with its text.
     *
     * @param heading may use {@link #bold} and {@link #italic}
     */
    void item(String heading, String text) {
        line(".TP");
        line(start(heading));
        text(text);
    }

    void verbatim(List<String> lines) {
        line(".nf");
        lines.forEach(line -> line(start(escape(line))));
        line(".fi");
    }

    /** References to other pages of section 1. */
    void references(List<String> names) {
        line(
                names.stream()
                        .map(name -> start(bold(name) + "(1)"))
                        .collect(Collectors.joining(",\n")));
    }

    static String bold(String text) {
        return "\\fB" + escape(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escape(text) + "\\fR";
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '\\' -> escaped.append("\\e");
                        case '-' -> escaped.append("\\-");
                        case '\'' -> escaped.append("\\(aq");
                        case '"' -> escaped.append("\\(dq");
                        case '~' -> escaped.append("\\(ti");
                        case '^' -> escaped.append("\\(ha");
                        case '`' -> escaped.append("\\(ga");
                        default -> {
                            if (c < 0x80) {
                                escaped.appendCodePoint(c);
                            } else {
                                escaped.append("\\[u%04X]".formatted(c));
                            }
                        }
                    }
                });
        return escaped.toString();
    }

    /** A line that starts with a full stop would be a request. */
    private static String start(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
