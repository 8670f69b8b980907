package dev.usher.flow;

import dev.usher.flow.Directory.Found;
import dev.usher.flow.Directory.Step;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.message.Request;
import dev.usher.message.Request.Finish;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import java.util.Optional;

/**
 * Answers a request that went well before: makes nothing, and signs in for fresh tokens where it
 * can.
 */
final class Retelling {
    private final Directory directory;
    private final Outcome outcome;
    private final Delivery delivery;
    private final int maxAttempts;

    Retelling(Directory directory, Outcome outcome, Delivery delivery, int maxAttempts) {
        this.directory = directory;
        this.outcome = outcome;
        this.delivery = delivery;
        this.maxAttempts = maxAttempts;
    }

    /**
     * @throws TransientFault if a later delivery may bring tokens
     */
    Result result() {
        try {
            return switch (delivery.request()) {
                case Request.SignUp signUp -> signUp(signUp);
                case Request.SignIn signIn -> orBare(SignIns.signIn(signIn, directory));
                case Request.Refresh refresh ->
                        directory.rotatesRefreshTokens()
                                ? SignIns.outcomeUnknown()
                                : orBare(SignIns.trade(refresh, directory));
            };
        } catch (TransientFault fault) {
            if (delivery.receiveCount() < maxAttempts) {
                throw fault;
            }
            return bare();
        }
    }

    private Result signUp(Request.SignUp signUp) {
        if (signUp.finish() != Finish.TOKENS || signUp.password() == null) {
            return bare();
        }
        Optional<Found> found = directory.find(user().username());
        if (found.isEmpty() || !found.get().sameAs(user().sub())) {
            // Deleted since, and perhaps taken by somebody else, whose sign-ins are not to be
            // tried.
            return bare();
        }
        Step step =
                directory.signIn(
                        user().username(), signUp.password(), signUp.envelope().clientMetadata());
        return switch (step) {
            case Step.SignedIn signedIn ->
                    new Result.Succeeded(found.get().user(), signedIn.tokens());
            case Step.Asked asked ->
                    asked.challenge().name().equals(SignIns.NOT_BY_MESSAGE)
                            ? bare()
                            : new Result.Challenged(found.get().user(), asked.challenge());
            case Step.Refused refused -> new Result.Succeeded(found.get().user(), null);
        };
    }

    /** It went well before, and is not made to have failed by what happened since. */
    private Result orBare(Result result) {
        return result instanceof Result.Failed ? bare() : result;
    }

    private Result bare() {
        return new Result.Succeeded(user(), null);
    }

    private User user() {
        return outcome.user() == null
                ? new User(delivery.request().username(), null, null)
                : outcome.user();
    }
}
