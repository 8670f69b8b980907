package dev.usher.flow;

import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.UserPool.Found;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.util.Optional;

/**
 * Answers a request that went well before: makes nothing, and signs in for fresh tokens where it
 * can.
 */
final class RepeatedReply {
    private final UserPool userPool;
    private final Outcome outcome;
    private final SignUp signUp;

    RepeatedReply(UserPool userPool, Outcome outcome, SignUp signUp) {
        this.userPool = userPool;
        this.outcome = outcome;
        this.signUp = signUp;
    }

    /**
     * @param last whether an answer without tokens is better now than one with tokens later
     * @throws TransientFault if a later delivery may bring tokens
     */
    Result result(boolean last) {
        try {
            return tokens();
        } catch (TransientFault fault) {
            if (!last || fault.throttled()) {
                throw fault;
            }
            return bare();
        }
    }

    private Result tokens() {
        Secret password = signUp.password();
        if (signUp.finish() != Finish.TOKENS || password == null) {
            return bare();
        }
        Optional<Found> found = userPool.find(user().username());
        if (found.isEmpty() || !found.get().sameAs(user().sub())) {
            // Deleted since, and perhaps taken by somebody else, whose sign-ins are not to be
            // tried.
            return bare();
        }
        Step step =
                userPool.signIn(user().username(), password, signUp.envelope().clientMetadata());
        return switch (step) {
            case Step.SignedIn signedIn ->
                    new Result.Succeeded(found.get().user(), signedIn.tokens());
            case Step.Asked asked ->
                    asked.challenge().name().equals(SignInHandler.NOT_BY_MESSAGE)
                            ? bare()
                            : new Result.Challenged(found.get().user(), asked.challenge());
            case Step.Refused refused -> new Result.Succeeded(found.get().user(), null);
        };
    }

    private Result bare() {
        return new Result.Succeeded(user(), null);
    }

    private User user() {
        return outcome.user() == null ? new User(signUp.username(), null, null) : outcome.user();
    }
}
