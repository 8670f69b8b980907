package dev.usher.soak;

import dev.usher.message.FailureCode;

/** The kinds of request, each with the answer that it should get. */
enum Kind {
    TOKENS(Ending.SUCCEEDED),
    CONFIRMED(Ending.SUCCEEDED),
    TOKENS_AND_GROUP(Ending.SUCCEEDED),
    CONFIRMED_AND_GROUP(Ending.SUCCEEDED),
    SHORT_PASSWORD(Ending.failed(FailureCode.INVALID_PASSWORD)),
    PLAIN_PASSWORD(Ending.failed(FailureCode.INVALID_PASSWORD)),
    MISSPELT(Ending.failed(FailureCode.INVALID_REQUEST)),
    UNKNOWN_GROUP(Ending.failed(FailureCode.INVALID_REQUEST)),
    TOO_LATE(Ending.failed(FailureCode.EXPIRED)),
    /** Has no id that could be read, and is a dead letter besides. */
    NO_JSON(Ending.failed(FailureCode.INVALID_REQUEST)),
    /** Asks for a username that somebody else has. */
    SOMEBODY_ELSE(Ending.TAKEN);

    private final Ending ending;

    Kind(Ending ending) {
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }

    boolean inGroup() {
        return this == TOKENS_AND_GROUP || this == CONFIRMED_AND_GROUP;
    }

    boolean readable() {
        return this != NO_JSON;
    }
}
