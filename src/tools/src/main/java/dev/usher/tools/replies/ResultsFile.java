package dev.usher.tools.replies;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.usher.tools.files.StagedFile;
import dev.usher.tools.run.RowStatus;
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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes {@code results.csv}: one line per row, in the order of the file. */
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
    private final Map<RowStatus, Integer> counts = new EnumMap<>(RowStatus.class);

    /**
     * @param answers the best reply to an answered row
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
        StagedFile.replace(
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
        return new RunResult(counts, codes, failed, folder.results(), RunResult.FailedFile.NONE);
    }

    private static CsvWriter writer(FileChannel channel) {
        return CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
    }

    private List<String> fields(int row, BadRowsRead bad) {
        CsvRecord refused = bad.find(row);
        if (runIndex.isSent(row)) {
            SentLog.Entry entry = sent.at(runIndex.sentAt(row));
            return runIndex.isAnswered(row)
                    ? answered(row, entry, answers.apply(row))
                    : line(row, entry.id(), entry.username(), RowStatus.UNANSWERED, "");
        }
        if (refused != null) {
            failed.set(row);
            return line(row, "", refused.getField(2), RowStatus.INVALID, refused.getField(3));
        }
        return line(row, "", "", RowStatus.UNSENT, "");
    }

    private List<String> answered(int row, SentLog.Entry entry, RowReply reply) {
        RowReply.Result result = reply.result();
        RowStatus status =
                switch (result.status()) {
                    case "succeeded" -> RowStatus.SUCCEEDED;
                    case "challenged" -> RowStatus.CHALLENGED;
                    default -> reply.existing() ? RowStatus.EXISTING : RowStatus.FAILED;
                };
        if (!result.code().isEmpty()) {
            codes.merge(result.code(), 1, Integer::sum);
        }
        if (status == RowStatus.FAILED) {
            failed.set(row);
        }
        counts.merge(status, 1, Integer::sum);
        return fields(row, entry.id(), entry.username(), result, reply.tokens());
    }

    private List<String> line(
            int row, String id, String username, RowStatus status, String message) {
        counts.merge(status, 1, Integer::sum);
        return fields(row, id, username, new RowReply.Result(status.word(), "", message, ""), null);
    }

    private List<String> fields(
            int row,
            String id,
            String username,
            RowReply.Result result,
            RowReply.@Nullable Tokens tokens) {
        List<String> fields = new ArrayList<>();
        fields.add(Integer.toString(row));
        fields.add(id);
        fields.add(username);
        fields.addAll(List.of(result.status(), result.code(), result.text(), result.sub()));
        if (withTokens) {
            fields.addAll(
                    tokens == null
                            ? List.of("", "", "")
                            : List.of(tokens.access(), tokens.id(), tokens.refresh()));
        }
        return fields;
    }

    /**
     * Reads the bad rows in the order of the file. The few rows that SQS rejected are at the end of
     * their file.
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

        /** Null if the row is good. Rows must be requested in order. */
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
