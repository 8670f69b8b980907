package dev.usher.tools.replies;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunResult;
import dev.usher.tools.run.SentLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes {@code results.csv}: a line for each row of the file, in its order. */
final class ResultsFile {
    private static final List<String> HEADER =
            List.of("row", "id", "username", "status", "code", "message", "sub");
    private static final List<String> TOKENS = List.of("access_token", "id_token", "refresh_token");

    private final RunFolder folder;
    private final RunIndex runIndex;
    private final IntFunction<RowReply> answers;
    private final SentLog sent;
    private final boolean withTokens;
    private final BitSet failed = new BitSet();
    private final SortedMap<String, Integer> codes = new TreeMap<>();
    private final Map<End, Integer> ends = new HashMap<>();

    /** What a row came to; names as {@code results.csv} has them. */
    private enum End {
        SUCCEEDED,
        CHALLENGED,
        EXISTING,
        FAILED,
        INVALID,
        UNANSWERED,
        UNSENT
    }

    /**
     * @param answers the best one to a row that is answered
     */
    ResultsFile(
            RunFolder folder,
            RunIndex runIndex,
            IntFunction<RowReply> answers,
            SentLog sent,
            boolean withTokens) {
        this.folder = folder;
        this.runIndex = runIndex;
        this.answers = answers;
        this.sent = sent;
        this.withTokens = withTokens;
    }

    RunResult write() {
        RunFolder.replace(
                folder.results(),
                channel -> {
                    CsvWriter csv = writer(channel);
                    List<String> header = new ArrayList<>(HEADER);
                    header.addAll(withTokens ? TOKENS : List.of());
                    csv.writeRecord(header);
                    try (BadRowsRead bad = new BadRowsRead(folder.badRows())) {
                        for (int row = 1; row <= runIndex.rows(); row++) {
                            csv.writeRecord(fields(row, bad));
                        }
                    }
                    csv.flush();
                });
        return new RunResult(
                runIndex.rows(), counts(), codes, failed, folder.results(), null, null);
    }

    private static CsvWriter writer(FileChannel channel) {
        return CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
    }

    private RunResult.Counts counts() {
        return new RunResult.Counts(
                count(End.SUCCEEDED),
                count(End.CHALLENGED),
                count(End.EXISTING),
                count(End.FAILED),
                count(End.INVALID),
                count(End.UNANSWERED),
                count(End.UNSENT));
    }

    private int count(End end) {
        return ends.getOrDefault(end, 0);
    }

    private List<String> fields(int row, BadRowsRead bad) {
        CsvRecord refused = bad.find(row);
        if (runIndex.isSent(row)) {
            SentLog.Entry entry = sent.at(runIndex.sentAt(row));
            return runIndex.isAnswered(row)
                    ? answered(row, entry, answers.apply(row))
                    : line(row, entry.id(), entry.username(), End.UNANSWERED, "", "", "", null);
        }
        if (refused != null) {
            failed.set(row);
            return line(
                    row, "", refused.getField(2), End.INVALID, "", refused.getField(3), "", null);
        }
        return line(row, "", "", End.UNSENT, "", "", "", null);
    }

    private List<String> answered(int row, SentLog.Entry entry, RowReply rowReply) {
        End end =
                switch (rowReply.status()) {
                    case "succeeded" -> End.SUCCEEDED;
                    case "challenged" -> End.CHALLENGED;
                    default -> rowReply.existing() ? End.EXISTING : End.FAILED;
                };
        if (!rowReply.code().isEmpty()) {
            codes.merge(rowReply.code(), 1, Integer::sum);
        }
        if (end == End.FAILED) {
            failed.set(row);
        }
        ends.merge(end, 1, Integer::sum);
        return fields(
                row,
                List.of(
                        entry.id(),
                        entry.username(),
                        rowReply.status(),
                        rowReply.code(),
                        rowReply.text(),
                        rowReply.sub()),
                rowReply.tokens());
    }

    private List<String> line(
            int row,
            String id,
            String username,
            End end,
            String code,
            String message,
            String sub,
            RowReply.@Nullable Tokens tokens) {
        ends.merge(end, 1, Integer::sum);
        String status = end.name().toLowerCase(Locale.ROOT);
        return fields(row, List.of(id, username, status, code, message, sub), tokens);
    }

    private List<String> fields(int row, List<String> rest, RowReply.@Nullable Tokens tokens) {
        List<String> fields = new ArrayList<>();
        fields.add(Integer.toString(row));
        fields.addAll(rest);
        if (withTokens) {
            fields.addAll(
                    tokens == null
                            ? List.of("", "", "")
                            : List.of(tokens.access(), tokens.id(), tokens.refresh()));
        }
        return fields;
    }

    /**
     * The rows that were not sent, in the order of the file; what SQS refused stands behind the
     * others, and is little.
     */
    private static final class BadRowsRead implements AutoCloseable {
        private final @Nullable CsvReader<CsvRecord> csv;
        private final Map<Integer, CsvRecord> late = new HashMap<>();
        private final Iterator<CsvRecord> records;
        private @Nullable CsvRecord next;

        BadRowsRead(Path file) throws IOException {
            if (!Files.exists(file)) {
                this.csv = null;
                this.records = Collections.emptyIterator();
                return;
            }
            int before = 0;
            try (CsvReader<CsvRecord> all = CsvReader.builder().ofCsvRecord(file)) {
                Iterator<CsvRecord> records = all.iterator();
                records.next();
                while (records.hasNext()) {
                    CsvRecord record = records.next();
                    if (number(record) <= before) {
                        late.put(number(record), record);
                    } else {
                        before = number(record);
                    }
                }
            }
            this.csv = CsvReader.builder().ofCsvRecord(file);
            this.records = csv.iterator();
            records.next();
            advance();
        }

        private static int number(CsvRecord record) {
            return Integer.parseInt(record.getField(0));
        }

        private void advance() {
            next = records.hasNext() ? records.next() : null;
        }

        /** Null if the row is good. Asked for row after row. */
        @Nullable CsvRecord find(int row) {
            while (next != null && (number(next) < row || late.containsKey(number(next)))) {
                advance();
            }
            return next != null && number(next) == row ? next : late.get(row);
        }

        @Override
        public void close() {
            try {
                if (csv != null) {
                    csv.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
