package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * The second half of a sign-up: from a half-made user of this id's own to a confirmed one, or back
 * to none. An empty result means that something changed meanwhile, and the attempt must begin
 * again.
 */
final class SetPasswordStep {
    private final SignUp request;
    private final Claim claim;
    private final UserPool userPool;
    private final OwnershipCheck ownershipCheck;
    private final Map<String, String> metadata;

    SetPasswordStep(SignUp request, Claim claim, UserPool userPool, OwnershipCheck ownershipCheck) {
        this.request = request;
        this.claim = claim;
        this.userPool = userPool;
        this.ownershipCheck = ownershipCheck;
        this.metadata = request.envelope().clientMetadata();
    }

    /** From FORCE_CHANGE_PASSWORD to CONFIRMED; groups first, so that the tokens carry them. */
    Optional<Result> run(Found found) {
        String username = found.user().username();
        for (int i = 0; i < request.groups().size(); i++) {
            Optional<Refusal> refusal = userPool.addToGroup(username, request.groups().get(i));
            if (refusal.isPresent()) {
                return afterRefusal(found, refusal.get(), refusal.get().failure("/groups/" + i));
            }
        }
        Secret password = request.password();
        if (password == null) {
            return Optional.of(new Result.Succeeded(found.user(), null));
        }
        Step step = userPool.signIn(username, ownershipCheck.temporaryPassword(), metadata);
        if (step instanceof Step.Asked asked && asked.forNewPassword()) {
            step = userPool.setNewPassword(asked, password, metadata);
        }
        return switch (step) {
            case Step.SignedIn signedIn ->
                    Optional.of(
                            new Result.Succeeded(
                                    confirmed(found),
                                    request.finish() == Finish.TOKENS ? signedIn.tokens() : null));
            case Step.Asked asked -> asked(found, asked);
            case Step.Refused(Refusal refusal) -> afterRefusal(found, refusal, refusal.failure());
        };
    }

    /**
     * No refusal concludes anything until the user is read again: another attempt may have gone
     * ahead.
     */
    private Optional<Result> afterRefusal(Found found, Refusal refusal, Failure failure) {
        Optional<Found> now = userPool.find(found.user().username());
        if (now.isEmpty() || now.get().changedSince(found)) {
            return Optional.empty();
        }
        return switch (refusal.kind()) {
            case TEMPORARY_PASSWORD_EXPIRED -> renewTemporaryPassword(found);
            case NOT_AUTHORIZED -> {
                if (!claim.mayHaveMade()) {
                    throw new TransientFault("the new user could not sign in yet", false);
                }
                // Its key was removed, or an operator has set another temporary password meanwhile.
                yield renewTemporaryPassword(found);
            }
            case SESSION, USER_NOT_FOUND -> throw new TransientFault(refusal.cognitoError(), false);
            case LOCKED_OUT -> throw new LockedOut();
            case USERNAME_EXISTS,
                    ALIAS_EXISTS,
                    INVALID_PASSWORD,
                    PASSWORD_HISTORY,
                    INVALID_PARAMETER,
                    INVALID_REFRESH_TOKEN,
                    USER_DISABLED,
                    USER_NOT_CONFIRMED,
                    PASSWORD_RESET_REQUIRED,
                    GROUP_NOT_FOUND,
                    TRIGGER,
                    LIMIT_EXCEEDED,
                    DELIVERY_FAILED ->
                    undo(found, failure);
        };
    }

    private Optional<Result> renewTemporaryPassword(Found found) {
        Optional<Refusal> refusal =
                userPool.setTemporaryPassword(
                        found.user().username(), ownershipCheck.temporaryPassword());
        if (refusal.isPresent()) {
            throw new TransientFault(refusal.get().cognitoError(), false);
        }
        return Optional.empty();
    }

    /**
     * Our user is past its temporary password: an earlier attempt, or an earlier try of a call, set
     * the final one.
     */
    Optional<Result> finished(Found found) {
        if (claim.contentChanged()) {
            return Optional.of(claim.finishFormer(found.user()));
        }
        Secret password = request.password();
        if (request.finish() != Finish.TOKENS || password == null) {
            return Optional.of(new Result.Succeeded(found.user(), null));
        }
        return switch (userPool.signIn(found.user().username(), password, metadata)) {
            case Step.SignedIn signedIn ->
                    Optional.of(new Result.Succeeded(confirmed(found), signedIn.tokens()));
            case Step.Asked asked -> asked(found, asked);
            case Step.Refused(Refusal refusal) ->
                    switch (refusal.kind()) {
                        case USER_NOT_FOUND -> Optional.empty();
                        case LOCKED_OUT -> throw new LockedOut();
                        default -> Optional.of(new Result.Succeeded(found.user(), null));
                    };
        };
    }

    private Optional<Result> asked(Found found, Step.Asked asked) {
        if (request.finish() == Finish.TOKENS && asked.answerable()) {
            String status =
                    userPool.find(found.user().username())
                            .map(now -> now.user().status())
                            .orElse(null);
            User user = new User(asked.username(), found.user().sub(), status);
            return Optional.of(new Result.Challenged(user, asked.challenge()));
        }
        // No tokens are wanted, or none can be had: what counts is whether the user is confirmed.
        Optional<Found> now = userPool.find(found.user().username());
        if (now.isEmpty() || (now.get().changedSince(found) && now.get().halfMade())) {
            return Optional.empty();
        }
        return now.get().halfMade()
                ? undo(
                        found,
                        Failure.of(FailureCode.UNSUPPORTED_CHALLENGE, "no message can answer it"))
                : Optional.of(new Result.Succeeded(now.get().user(), null));
    }

    /** Whole or not at all: empty if the user turns out to be confirmed. */
    Optional<Result> undo(Found found, Failure failure) {
        Optional<Found> now = userPool.find(found.user().username());
        if (now.isPresent() && claim.marked(now.get())) {
            if (!now.get().halfMade()) {
                return Optional.empty();
            }
            userPool.delete(found.user().username());
        }
        return Optional.of(new Result.Failed(failure));
    }

    private static User confirmed(Found found) {
        return new User(found.user().username(), found.user().sub(), Found.CONFIRMED);
    }
}
