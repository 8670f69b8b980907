package dev.usher.flow;

import dev.usher.flow.UserPool.Step;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Result;
import dev.usher.message.Result.User;

/**
 * The requests that make nothing: they can be walked again, but for a refresh token that rotates.
 */
final class SignInHandler {
    /** The challenge that needs the user's own browser. */
    static final String NOT_BY_MESSAGE = "WEB_AUTHN";

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
        if (claim.row().begunOnce()) {
            return outcomeUnknown();
        }
        claim.beginOnce(true);
        try {
            return trade(request, userPool);
        } catch (TransientFault fault) {
            if (fault.unclear()) {
                return outcomeUnknown();
            }
            claim.beginOnce(false);
            throw fault;
        } catch (CognitoOutage cognitoOutage) {
            if (cognitoOutage.unclear()) {
                return outcomeUnknown();
            }
            claim.beginOnce(false);
            throw cognitoOutage;
        } catch (OperatorFault | ClaimLost notTried) {
            claim.beginOnce(false);
            throw notTried;
        }
    }

    static Result trade(Refresh request, UserPool userPool) {
        return result(
                userPool.refresh(
                        request.username(),
                        request.refreshToken(),
                        request.envelope().clientMetadata()));
    }

    static Result outcomeUnknown() {
        return Result.Failed.of(
                FailureCode.OUTCOME_UNKNOWN,
                "the refresh token may have been traded already, and the answer was lost; sign in again");
    }

    private static Result result(Step step) {
        return switch (step) {
            case Step.SignedIn signedIn -> new Result.Succeeded(signedIn.user(), signedIn.tokens());
            case Step.Asked asked ->
                    asked.challenge().name().equals(NOT_BY_MESSAGE)
                            ? Result.Failed.of(
                                    FailureCode.UNSUPPORTED_CHALLENGE,
                                    "Cognito asks "
                                            + NOT_BY_MESSAGE
                                            + ", which no message can answer")
                            : new Result.Challenged(
                                    new User(asked.username(), null, null), asked.challenge());
            case Step.Refused refused -> new Result.Failed(signInFailure(refused.refusal()));
        };
    }

    private static Failure signInFailure(Refusal refusal) {
        return refusal.kind() == Refusal.Kind.INVALID_PARAMETER
                ? new Failure(
                        FailureCode.INVALID_REQUEST,
                        "Cognito does not accept a member as it stands",
                        refusal.cognitoError())
                : refusal.failure();
    }
}
