package dev.usher.tools.replies;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.usher.message.Masking;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.StrictJson;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply as a line of a file, or of a terminal. Holds tokens only where they are to be shown, so
 * {@link #toString()} says nothing of it.
 *
 * @param json the reply, tokens masked unless they are to be shown
 */
public record ReplyLine(ObjectNode json) {
    private static final List<String> COLUMNS =
            List.of(
                    "id",
                    "requestMessageId",
                    "type",
                    "status",
                    "code",
                    "message",
                    "username",
                    "sub",
                    "userStatus",
                    "duplicate",
                    "attempts",
                    "completedAt",
                    "accessToken",
                    "idToken",
                    "refreshToken");

    /** Empty if the body is no reply. */
    public static Optional<ReplyLine> of(String body, boolean showTokens) {
        try {
            if (StrictJson.MAPPER.readTree(body) instanceof ObjectNode reply && isReply(reply)) {
                return Optional.of(
                        new ReplyLine(showTokens ? reply : (ObjectNode) Masking.masked(reply)));
            }
        } catch (JacksonException e) {
            // No reply of any worker's.
        }
        return Optional.empty();
    }

    /** Also one of a later version: statuses are for ever, members and failure codes are not. */
    private static boolean isReply(ObjectNode json) {
        return json.path("requestMessageId").isString()
                && json.path("completedAt").isString()
                && switch (json.path("status").asString("")) {
                    case "succeeded", "challenged" -> json.at("/user/username").isString();
                    case "failed" -> json.at("/failure/code").isString();
                    default -> false;
                };
    }

    /** What readers of replies tell repeats by. */
    Digest key() {
        return Digest.of(
                text("/id"), text("/requestMessageId"), text("/status"), text("/failure/code"));
    }

    /** A member by its JSON Pointer; empty if it is not there. */
    public String text(String pointer) {
        return json.at(pointer).asString("");
    }

    String csv() {
        StringWriter line = new StringWriter();
        CsvWriter csv =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(line);
        csv.writeRecord(
                Stream.of(
                                "/id",
                                "/requestMessageId",
                                "/type",
                                "/status",
                                "/failure/code",
                                "/failure/message",
                                "/user/username",
                                "/user/sub",
                                "/user/status",
                                "/duplicate",
                                "/attempts",
                                "/completedAt",
                                "/tokens/accessToken",
                                "/tokens/idToken",
                                "/tokens/refreshToken")
                        // A reply is one line, whoever wrote it.
                        .map(pointer -> text(pointer).replaceAll("\\R", " "))
                        .toList());
        return line.toString().stripTrailing();
    }

    static String csvHeader() {
        return String.join(",", COLUMNS);
    }

    /** The key of a line that was written before; null if it is none of ours. */
    static @Nullable Digest keyOfCsv(String line) {
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(line)) {
            Iterator<CsvRecord> records = csv.iterator();
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            return record.getFieldCount() == COLUMNS.size()
                    ? Digest.of(
                            record.getField(0),
                            record.getField(1),
                            record.getField(3),
                            record.getField(4))
                    : null;
        } catch (RuntimeException | java.io.IOException e) {
            return null;
        }
    }

    static @Nullable Digest keyOfJson(String line) {
        try {
            return StrictJson.MAPPER.readTree(line) instanceof ObjectNode reply
                            && reply.path("requestMessageId").isString()
                    ? new ReplyLine(reply).key()
                    : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** As one line of JSON. */
    public String jsonLine() {
        return json.toString();
    }

    /** Whether there are tokens in it, masked or not. */
    boolean tokens() {
        JsonNode tokens = json.path("tokens");
        return !tokens.isMissingNode();
    }

    @Override
    public String toString() {
        return "ReplyLine[***]";
    }
}
