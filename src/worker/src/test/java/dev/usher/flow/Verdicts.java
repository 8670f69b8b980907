package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.message.Result.Challenged;
import dev.usher.message.Result.Failed;
import dev.usher.message.Result.Succeeded;

/** What a test wants of a verdict; fails the test where it is another one. */
final class Verdicts {
    private Verdicts() {}

    static Verdict.Answered answered(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Answered.class);
        return (Verdict.Answered) verdict;
    }

    static Succeeded succeeded(Verdict verdict) {
        Result result = answered(verdict).result();
        assertThat(result).isInstanceOf(Succeeded.class);
        return (Succeeded) result;
    }

    static Challenged challenged(Verdict verdict) {
        Result result = answered(verdict).result();
        assertThat(result).isInstanceOf(Challenged.class);
        return (Challenged) result;
    }

    static Failure failure(Verdict verdict) {
        Result result = answered(verdict).result();
        assertThat(result).isInstanceOf(Failed.class);
        return ((Failed) result).failure();
    }

    static FailureCode code(Verdict verdict) {
        return failure(verdict).code();
    }

    static Verdict.DeadLettered deadLettered(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.DeadLettered.class);
        return (Verdict.DeadLettered) verdict;
    }
}
