package dev.usher.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** A published schema, asked by a validator that this project did not write. */
record Schemas(Schema schema) {
    static Schemas of(String name) {
        try (InputStream in = Requests.class.getResourceAsStream(name)) {
            return new Schemas(
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Error> errors(JsonNode json) {
        return schema.validate(
                json, context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)));
    }
}
