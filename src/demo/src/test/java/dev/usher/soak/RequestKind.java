package dev.usher.soak;

import dev.usher.message.FailureCode;

/** The kinds of request, each with the answer that it should get. */
enum RequestKind {
    TOKENS(ReplyResult.SUCCEEDED),
    CONFIRMED(ReplyResult.SUCCEEDED),
    TOKENS_AND_GROUP(ReplyResult.SUCCEEDED),
    CONFIRMED_AND_GROUP(ReplyResult.SUCCEEDED),
    SHORT_PASSWORD(ReplyResult.failed(FailureCode.INVALID_PASSWORD)),
    PLAIN_PASSWORD(ReplyResult.failed(FailureCode.INVALID_PASSWORD)),
    MISSPELT(ReplyResult.failed(FailureCode.INVALID_REQUEST)),
    UNKNOWN_GROUP(ReplyResult.failed(FailureCode.INVALID_REQUEST)),
    TOO_LATE(ReplyResult.failed(FailureCode.EXPIRED)),
    /** Has no id that could be read, and is a dead letter besides. */
    NO_JSON(ReplyResult.failed(FailureCode.INVALID_REQUEST)),
    /** Asks for a username that somebody else has. */
    SOMEBODY_ELSE(ReplyResult.TAKEN);

    private final ReplyResult ending;

    RequestKind(ReplyResult ending) {
        this.ending = ending;
    }

    ReplyResult ending() {
        return ending;
    }

    boolean inGroup() {
        return this == TOKENS_AND_GROUP || this == CONFIRMED_AND_GROUP;
    }

    boolean readable() {
        return this != NO_JSON;
    }
}
