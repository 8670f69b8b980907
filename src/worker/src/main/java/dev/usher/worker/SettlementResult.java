package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.FailureCode;

/** What became of a message once its verdict was acted on, which may be less than the verdict. */
sealed interface SettlementResult {
    /** SQS has accepted its answer; it is deleted. */
    record Answered(HandlerResult.Answered verdict) implements SettlementResult {}

    /**
     * It is a dead letter now: so the verdict was, or SQS refuses the answer for good.
     *
     * @param attempts of the verdict
     */
    record Buried(FailureCode code, int attempts) implements SettlementResult {}

    /**
     * It comes again: so the verdict was, or what it says has not gone out.
     *
     * @param code what kept the answer or the dead letter from going out, SQS's words mostly; empty
     *     if nothing was to
     */
    record Again(HandlerResult verdict, String code) implements SettlementResult {}

    /** Whether the message is done with for good, so that the next of its group may follow. */
    default boolean done() {
        return !(this instanceof Again);
    }
}
