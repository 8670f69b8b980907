package dev.usher.tools.replies;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.usher.sqs.Message;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.AppendFile;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.SeenKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Collects all replies of a queue in a file that only its owner may read. An existing file is
 * continued without repeats.
 */
public final class ReplyFile implements ReplyReading.Taker, AutoCloseable {
    /** The longest reply; SQS allows no larger message. */
    private static final int LONGEST = 1 << 20;

    private final Path path;
    private final Kind kind;
    private final boolean showTokens;
    private final ReplyTally tally;
    private final AppendFile file;
    private final SeenKeys seenKeys = new SeenKeys();

    public enum Kind {
        jsonl,
        csv
    }

    /**
     * @throws CommandException if the file can't be opened, or is no file of replies
     */
    public ReplyFile(Path path, Kind kind, boolean showTokens, ReplyTally tally) {
        this.path = path;
        this.kind = kind;
        this.showTokens = showTokens;
        this.tally = tally;
        if (!beginsWithALine()) {
            throw notOurs();
        }
        this.file = new AppendFile(path, this::read);
        if (kind == Kind.csv && file.size() == 0) {
            file.append(List.of(ReplyLine.csvHeader()));
        }
    }

    private boolean read(long offset, String line) {
        if (kind == Kind.csv && offset == 0) {
            if (!line.equals(ReplyLine.csvHeader())) {
                throw notOurs();
            }
            return true;
        }
        Digest key =
                switch (kind) {
                    case jsonl -> ReplyLine.keyOfJson(line);
                    case csv -> ReplyLine.keyOfCsv(line);
                };
        if (key == null) {
            throw notOurs();
        }
        seenKeys.add(key, 1);
        return true;
    }

    /** An incomplete last line is cut off, so files of other kinds must be rejected first. */
    private boolean beginsWithALine() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(LONGEST);
            return start.length == 0 || new String(start, ISO_8859_1).indexOf('\n') > 0;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw CommandException.failed(path + " can't be read", e);
        }
    }

    private CommandException notOurs() {
        return CommandException.usage(
                "%s is not a file of replies as %s; name another file, or give --format"
                        .formatted(path, kind));
    }

    @Override
    public synchronized ReplyReading.Verdict take(Message message) {
        Optional<ReplyLine> read = ReplyLine.of(message.body(), showTokens);
        if (read.isEmpty() || tally.complete()) {
            return ReplyReading.Verdict.LEFT;
        }
        ReplyLine line = read.get();
        if (seenKeys.add(line.key(), 1) == 0) {
            file.append(List.of(kind == Kind.jsonl ? line.jsonLine() : line.csv()));
            tally.add(line);
        }
        return ReplyReading.Verdict.TAKEN;
    }

    @Override
    public void secure() {
        file.force();
    }

    @Override
    public synchronized boolean enough() {
        return tally.complete();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw CommandException.failed(path + " can't be written", e);
        }
    }
}
