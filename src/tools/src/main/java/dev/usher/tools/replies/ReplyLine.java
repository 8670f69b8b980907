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
 * A reply as a line of a file or terminal. It may hold tokens, so {@link #toString()} masks all.
 *
 * @param json the reply; its tokens are masked unless they are shown
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

    /** Empty if the body is not a reply. */
    public static Optional<ReplyLine> of(String body, boolean showTokens) {
        try {
            if (StrictJson.MAPPER.readTree(body) instanceof ObjectNode reply && isReply(reply)) {
                return Optional.of(
                        new ReplyLine(showTokens ? reply : (ObjectNode) Masking.masked(reply)));
            }
        } catch (JacksonException e) {
            // Not a reply.
        }
        return Optional.empty();
    }

    /** Accepts later versions, which may have more members and failure codes. */
    private static boolean isReply(ObjectNode json) {
        return json.path("requestMessageId").isString()
                && json.path("completedAt").isString()
                && switch (json.path("status").asString("")) {
                    case "succeeded", "challenged" -> json.at("/user/username").isString();
                    case "failed" -> json.at("/failure/code").isString();
                    default -> false;
                };
    }

    /** The key that identifies repeats. */
    Digest key() {
        return Digest.of(
                text("/id"), text("/requestMessageId"), text("/status"), text("/failure/code"));
    }

    /** A member by its JSON Pointer; empty if missing. */
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
                        // A reply must be one line.
                        .map(pointer -> text(pointer).replaceAll("\\R", " "))
                        .toList());
        return line.toString().stripTrailing();
    }

    static String csvHeader() {
        return String.join(",", COLUMNS);
    }

    /** The key of an existing line; null if the line is not a reply. */
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

    /** Whether it has tokens, masked or not. */
    boolean tokens() {
        JsonNode tokens = json.path("tokens");
        return !tokens.isMissingNode();
    }

    @Override
    public String toString() {
        return "ReplyLine[***]";
    }
}
