package dev.usher.worker;

import dev.usher.flow.Verdict;
import dev.usher.message.FailureCode;

/** What became of a message once its verdict was acted on, which may be less than the verdict. */
sealed interface Fate {
    /** SQS has accepted its answer; it is deleted. */
    record Answered(Verdict.Answered verdict) implements Fate {}

    /**
     * It is a dead letter now: so the verdict was, or SQS refuses the answer for good.
     *
     * @param attempts of the verdict
     */
    record Buried(FailureCode code, int attempts) implements Fate {}

    /**
     * It comes again: so the verdict was, or what it says has not gone out.
     *
     * @param code what kept the answer or the dead letter from going out, SQS's words mostly; empty
     *     if nothing was to
     */
    record Again(Verdict verdict, String code) implements Fate {}

    /** Whether the message is done with for good, so that the next of its group may follow. */
    default boolean done() {
        return !(this instanceof Again);
    }
}
