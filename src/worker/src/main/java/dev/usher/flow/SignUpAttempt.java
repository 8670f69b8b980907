package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One attempt at one sign-up. After a crash at any call another attempt can begin from the top: it
 * finds what an earlier one left, proves whose it is, and goes on.
 */
final class SignUpAttempt {
    /** An attempt that must begin again more often races with another client. */
    private static final int MAX_BEGINNINGS = 6;

    private final SignUp request;
    private final Claim claim;
    private final FlowContext context;
    private final UserPool userPool;
    private final OwnershipCheck ownershipCheck;
    private final CreateUserStep createUserStep;
    private final SetPasswordStep setPasswordStep;

    SignUpAttempt(SignUp request, Claim claim, FlowContext context) {
        this.request = request;
        this.claim = claim;
        this.context = context;
        this.userPool = context.userPool().behind(claim);
        this.ownershipCheck = new OwnershipCheck(request, claim, userPool, context.keyRing());
        this.createUserStep = new CreateUserStep(request, claim, userPool, ownershipCheck, context);
        this.setPasswordStep = new SetPasswordStep(request, claim, userPool, ownershipCheck);
    }

    Result run() {
        return refusedAtOnce().map(this::giveUp).orElseGet(() -> repeat(this::steps));
    }

    /**
     * Ends in this failure, once nothing that an earlier attempt made is left; or finds that the
     * sign-up is finished after all.
     */
    Result giveUp(Failure failure) {
        return repeat(() -> undo(failure));
    }

    private static Result repeat(Supplier<Optional<Result>> steps) {
        for (int i = 0; i < MAX_BEGINNINGS; i++) {
            Optional<Result> result = steps.get();
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new TransientFault("the user kept changing during the attempt", false);
    }

    private Optional<Failure> refusedAtOnce() {
        return context.allowedMembers().refuse(request).or(() -> userPool.rules().refuse(request));
    }

    /** Empty if something changed meanwhile, so that the attempt must begin again. */
    private Optional<Result> steps() {
        return switch (createUserStep.run()) {
            case OwnershipResult.Again _ -> Optional.empty();
            case OwnershipResult.Refused(Failure failure) ->
                    Optional.of(new Result.Failed(failure));
            case OwnershipResult.Ours(Found found) when !found.halfMade() ->
                    setPasswordStep.finished(found);
            case OwnershipResult.Ours(Found found) when unfit() -> {
                userPool.delete(found.user().username());
                claim.markGone();
                yield Optional.empty();
            }
            case OwnershipResult.Ours(Found found) -> setPasswordStep.run(found);
        };
    }

    /**
     * Whether a half-made user has the attributes of an earlier content, or may not have got its
     * invitation.
     */
    private boolean unfit() {
        return claim.contentChanged()
                || (request.finish() == Finish.INVITE && !createUserStep.seenCreated());
    }

    private Optional<Result> undo(Failure failure) {
        Optional<Result> failed = Optional.of(new Result.Failed(failure));
        if (!claim.hasUser() && !claim.mayHaveMade()) {
            return failed;
        }
        Optional<Found> found = userPool.find(request.username());
        if (found.isEmpty()) {
            return failed;
        }
        return switch (ownershipCheck.of(found.get())) {
            case OwnershipResult.Again _ -> Optional.empty();
            case OwnershipResult.Refused _ -> failed;
            case OwnershipResult.Ours(Found ours) when ours.halfMade() ->
                    setPasswordStep.undo(ours, failure);
            case OwnershipResult.Ours(Found ours) -> setPasswordStep.finished(ours);
        };
    }
}
