package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.message.Result.Challenged;
import dev.usher.message.Result.Failed;
import dev.usher.message.Result.Succeeded;

/** What a test wants of a handler result; fails the test if it is another one. */
final class HandlerResults {
    private HandlerResults() {}

    static HandlerResult.Answered answered(HandlerResult handlerResult) {
        assertThat(handlerResult).isInstanceOf(HandlerResult.Answered.class);
        return (HandlerResult.Answered) handlerResult;
    }

    static Succeeded succeeded(HandlerResult handlerResult) {
        Result result = answered(handlerResult).result();
        assertThat(result).isInstanceOf(Succeeded.class);
        return (Succeeded) result;
    }

    static Challenged challenged(HandlerResult handlerResult) {
        Result result = answered(handlerResult).result();
        assertThat(result).isInstanceOf(Challenged.class);
        return (Challenged) result;
    }

    static Failure failure(HandlerResult handlerResult) {
        Result result = answered(handlerResult).result();
        assertThat(result).isInstanceOf(Failed.class);
        return ((Failed) result).failure();
    }

    static FailureCode code(HandlerResult handlerResult) {
        return failure(handlerResult).code();
    }

    static HandlerResult.DeadLettered deadLettered(HandlerResult handlerResult) {
        assertThat(handlerResult).isInstanceOf(HandlerResult.DeadLettered.class);
        return (HandlerResult.DeadLettered) handlerResult;
    }
}
