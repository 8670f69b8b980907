package dev.usher.tools.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows in columns that are as wide as what stands in them. */
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

    /** Nothing that a terminal could take for a command: senders choose what stands here. */
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

    /** Nothing if there are no rows. */
    void print() {
        System.out.print(text());
        System.out.flush();
    }

    /** The lines, with that of the titles; empty if there are no rows. */
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
