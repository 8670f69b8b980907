package dev.usher.message;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A published schema, asked by a validator that this project did not write. */
public record Schemas(JsonNode json, Schema schema) {
    /** The one of that name in {@code docs/schemas}, as the jars carry it. */
    public static Schemas of(String name) {
        try (InputStream in = Requests.class.getResourceAsStream(name)) {
            return of(new ObjectMapper().readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Schemas of(JsonNode json) {
        return new Schemas(
                json,
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(json));
    }

    public List<Error> errors(JsonNode value) {
        return schema.validate(
                value, context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)));
    }
}
