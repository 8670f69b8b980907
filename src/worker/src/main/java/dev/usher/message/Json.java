package dev.usher.message;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** The JSON of this room: strict (RFC 8259), bounded. */
final class Json {
    /** Objects and arrays inside one another; requests need two. */
    static final int DEEPEST = 100;

    /** SQS's own limit on a message. */
    static final int LONGEST = 1024 * 1024;

    /**
     * Names are not interned: senders choose them. Text beyond ASCII is escaped when written, so
     * that it contains nothing that SQS would refuse.
     */
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .configure(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES, false)
                    .configure(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES, false)
                    .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxStringLength(LONGEST)
                                    .maxNameLength(LONGEST)
                                    .maxNumberLength(LONGEST)
                                    .build())
                    .build();

    private Json() {}
}
