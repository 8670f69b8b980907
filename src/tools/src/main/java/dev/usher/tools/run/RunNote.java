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
 * Describes a run. It is written when the file is validated, and again when all rows are sent.
 *
 * @param options the options that affect the requests, by their names
 * @param nonce random; part of the deduplication ids on FIFO queues
 * @param complete whether all rows are sent
 */
public record RunNote(
        Input input, Map<String, String> options, String nonce, Counts counts, boolean complete) {
    private static final int VERSION = 1;

    /**
     * The file of the rows.
     *
     * @param file its path, or {@code -}
     */
    public record Input(String file, FileFingerprint content) {}

    /** All rows, and the bad ones among them. */
    public record Counts(int rows, int bad) {}

    public RunNote {
        options = Map.copyOf(options);
    }

    public RunNote completed(int bad) {
        return new RunNote(input, options, nonce, new Counts(counts.rows(), bad), true);
    }

    String write() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("version", VERSION);
        json.put("file", input.file());
        ObjectNode shape = json.putObject("options");
        options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(option -> shape.put(option.getKey(), option.getValue()));
        json.put("nonce", nonce);
        json.put("size", input.content().size());
        json.put("sha256", input.content().sha256());
        json.put("rows", counts.rows());
        json.put("bad", counts.bad());
        json.put("complete", complete);
        return json.toPrettyString() + "\n";
    }

    /** Empty if it is not of this version. */
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
                            new Input(
                                json.path("file").asString(""),
                                new FileFingerprint(
                                        json.path("size").asLong(0),
                                        json.path("sha256").asString(""))),
                            options,
                            json.path("nonce").asString(""),
                            new Counts(json.path("rows").asInt(0), json.path("bad").asInt(0)),
                            json.path("complete").asBoolean(false)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
