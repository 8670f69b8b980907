package dev.usher.tools.run;

import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.files.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is about: written once its file is checked, and again when all of it is sent.
 *
 * @param file where the rows were read from, as a path, or {@code -}
 * @param options what shapes the requests, by the options' names
 * @param nonce random; makes the deduplication ids of FIFO queues those of this run
 * @param content of the file
 * @param counts of the rows
 * @param complete whether there is nothing left to send
 */
public record RunNote(
        String file,
        Map<String, String> options,
        String nonce,
        FileFingerprint content,
        Counts counts,
        boolean complete) {
    private static final int VERSION = 1;

    /** Rows in all, and those among them that are not to be sent. */
    public record Counts(int rows, int bad) {}

    public RunNote {
        options = Map.copyOf(options);
    }

    public RunNote completed(int bad) {
        return new RunNote(file, options, nonce, content, new Counts(counts.rows(), bad), true);
    }

    String write() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("version", VERSION);
        json.put("file", file);
        ObjectNode shape = json.putObject("options");
        options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(option -> shape.put(option.getKey(), option.getValue()));
        json.put("nonce", nonce);
        json.put("size", content.size());
        json.put("sha256", content.sha256());
        json.put("rows", counts.rows());
        json.put("bad", counts.bad());
        json.put("complete", complete);
        return json.toPrettyString() + "\n";
    }

    /** Empty if it is none of this version. */
    static Optional<RunNote> read(String text) {
        try {
            JsonNode json = StrictJson.MAPPER.readTree(text);
            if (json.path("version").asInt(0) != VERSION || !json.path("nonce").isString()) {
                return Optional.empty();
            }
            Map<String, String> options = new LinkedHashMap<>();
            json.path("options")
                    .properties()
                    .forEach(
                            option -> options.put(option.getKey(), option.getValue().asString("")));
            return Optional.of(
                    new RunNote(
                            json.path("file").asString(""),
                            options,
                            json.path("nonce").asString(""),
                            new FileFingerprint(
                                    json.path("size").asLong(0), json.path("sha256").asString("")),
                            new Counts(json.path("rows").asInt(0), json.path("bad").asInt(0)),
                            json.path("complete").asBoolean(false)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
