package dev.usher.tools.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table whose columns are as wide as their content. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void add(@Nullable Object... cells) {
        List<String> row = new ArrayList<>();
        for (@Nullable Object cell : cells) {
            row.add(plain(cell));
        }
        rows.add(row);
    }

    /** Senders choose these texts, so control characters are replaced. */
    private static String plain(@Nullable Object cell) {
        String text = Objects.requireNonNullElse(cell, "-").toString();
        return text.codePoints()
                .map(c ->
                        switch (Character.getType(c)) {
                            case Character.CONTROL,
                                    Character.FORMAT,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR,
                                    Character.SURROGATE ->
                                    '?';
                            default -> c;
                        })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Prints nothing if there are no rows. */
    void print() {
        System.out.print(text());
        System.out.flush();
    }

    /** All lines, titles first; empty if there are no rows. */
    String text() {
        if (rows.size() == 1) {
            return "";
        }
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                table.append(row.get(i)).repeat(' ', widths[i] + 2 - row.get(i).length());
            }
            table.append(row.getLast()).append(System.lineSeparator());
        }
        return table.toString();
    }
}
