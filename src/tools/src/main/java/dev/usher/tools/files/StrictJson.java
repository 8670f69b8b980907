package dev.usher.tools.files;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Strict JSON, written in ASCII, which SQS accepts. */
public final class StrictJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .configure(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES, false)
                    .configure(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES, false)
                    .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                    .build();

    public static final JsonMapper MAPPER =
            JsonMapper.builder(FACTORY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private StrictJson() {}

    /** Writes the members of an object. */
    interface Members {
        void write(JsonGenerator json);
    }

    static String object(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The text as a JSON string, with its quotation marks. */
    public static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
