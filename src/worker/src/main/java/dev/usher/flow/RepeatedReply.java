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

/** Answers a sign-up that succeeded before: makes nothing, and signs in for fresh tokens. */
final class RepeatedReply {
    private final UserPool userPool;
    private final SignUp signUp;
    private final User user;

    RepeatedReply(UserPool userPool, Outcome outcome, SignUp signUp) {
        this.userPool = userPool;
        this.signUp = signUp;
        this.user =
                outcome.user() == null ? new User(signUp.username(), null, null) : outcome.user();
    }

    /**
     * @param last whether an answer without tokens is better now than one with tokens later
     * @throws TransientFault if a later delivery may bring tokens
     */
    Result result(boolean last) {
        try {
            return withTokens();
        } catch (TransientFault fault) {
            if (!last || fault.throttled()) {
                throw fault;
            }
            return withoutTokens(user);
        }
    }

    private Result withTokens() {
        Secret password = signUp.password();
        if (signUp.finish() != Finish.TOKENS || password == null) {
            return withoutTokens(user);
        }
        Optional<Found> found = userPool.find(user.username());
        if (found.isEmpty() || !found.get().sameAs(user.sub())) {
            // Deleted since. Another user may have the name by now: do not sign in.
            return withoutTokens(user);
        }
        User now = found.get().user();
        return switch (userPool.signIn(
                user.username(), password, signUp.envelope().clientMetadata())) {
            case Step.SignedIn(_, var tokens) -> new Result.Succeeded(now, tokens);
            case Step.Asked asked when asked.answerable() ->
                    new Result.Challenged(now, asked.challenge());
            case Step.Asked _ -> withoutTokens(user);
            case Step.Refused _ -> withoutTokens(now);
        };
    }

    private static Result withoutTokens(User user) {
        return new Result.Succeeded(user, null);
    }
}
