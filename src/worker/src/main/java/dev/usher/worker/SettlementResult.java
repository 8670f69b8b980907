package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.FailureCode;

/** What was done to a message, which may be less than its handler's result asked for. */
sealed interface SettlementResult {
    /** SQS has accepted its reply; it is deleted. */
    record Answered(HandlerResult.Answered handled) implements SettlementResult {}

    /**
     * It is a dead letter now: the handler's result asked for that, or SQS refuses the reply.
     *
     * @param attempts of the handler's result
     */
    record DeadLettered(FailureCode code, int attempts) implements SettlementResult {}

    /**
     * SQS delivers it again: the handler's result asked for that, or a message could not be sent.
     *
     * @param code why the reply or the dead letter could not be sent, mostly SQS's code; empty if
     *     there was none to send
     */
    record GivenBack(HandlerResult handled, String code) implements SettlementResult {}

    /** Whether the message is settled for good, so that the next of its group may follow. */
    default boolean done() {
        return !(this instanceof GivenBack);
    }
}
