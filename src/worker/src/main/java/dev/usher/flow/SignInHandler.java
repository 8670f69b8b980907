package dev.usher.flow;

import dev.usher.flow.UserPool.Step;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Result;
import dev.usher.message.Result.User;

/**
 * The requests that make nothing. They can be attempted again, except with a refresh token that
 * rotates.
 */
final class SignInHandler {
    private SignInHandler() {}

    static Result signIn(SignIn request, UserPool userPool) {
        return result(
                userPool.signIn(
                        request.username(),
                        request.password(),
                        request.envelope().clientMetadata()));
    }

    static Result refresh(Refresh request, UserPool userPool, Claim claim) {
        if (!userPool.rotatesRefreshTokens()) {
            return trade(request, userPool);
        }
        if (claim.row().processing().begunOnce()) {
            return outcomeUnknown();
        }
        claim.beginOnce(true);
        try {
            return trade(request, userPool);
        } catch (AttemptFault fault) {
            if (fault.unclear()) {
                return outcomeUnknown();
            }
            claim.beginOnce(false);
            throw fault;
        }
    }

    private static Result trade(Refresh request, UserPool userPool) {
        return result(
                userPool.refresh(
                        request.username(),
                        request.refreshToken(),
                        request.envelope().clientMetadata()));
    }

    private static Result outcomeUnknown() {
        return Result.Failed.of(
                FailureCode.OUTCOME_UNKNOWN,
                "the refresh token may have been traded already, and the answer was lost; sign in again");
    }

    private static Result result(Step step) {
        return switch (step) {
            case Step.SignedIn(User user, var tokens) -> new Result.Succeeded(user, tokens);
            case Step.Asked asked when asked.answerable() ->
                    new Result.Challenged(
                            new User(asked.username(), null, null), asked.challenge());
            case Step.Asked(_, var challenge) ->
                    Result.Failed.of(
                            FailureCode.UNSUPPORTED_CHALLENGE,
                            "Cognito asks " + challenge.name() + ", which no message can answer");
            case Step.Refused(Refusal refusal) -> new Result.Failed(failure(refusal));
        };
    }

    private static Failure failure(Refusal refusal) {
        return refusal.kind() == Refusal.Kind.INVALID_PARAMETER
                ? new Failure(
                        FailureCode.INVALID_REQUEST,
                        "Cognito does not accept a member as it stands",
                        refusal.cognitoError())
                : refusal.failure();
    }
}
