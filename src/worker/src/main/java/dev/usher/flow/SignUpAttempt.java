package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import dev.usher.message.Secret;
import java.util.Optional;

/**
 * One walk of one sign-up. It can be walked again from the top after a death at any call: it finds
 * what an earlier walk left, proves whose it is, and goes on.
 */
final class SignUpAttempt {
    /** A walk that must begin again this often meets someone who works against it. */
    private static final int LAPS = 6;

    private final SignUp request;
    private final Claim claim;
    private final UserPool userPool;
    private final OwnershipCheck ownershipCheck;
    private final FlowContext surroundings;
    private final CreateUserStep createUserStep;
    private final SetPasswordStep setPasswordStep;

    SignUpAttempt(SignUp request, Claim claim, FlowContext surroundings) {
        this.request = request;
        this.claim = claim;
        this.userPool = surroundings.directory().behind(claim);
        this.ownershipCheck = new OwnershipCheck(request, claim, userPool, surroundings.keyRing());
        this.surroundings = surroundings;
        this.createUserStep =
                new CreateUserStep(request, claim, userPool, ownershipCheck, surroundings);
        this.setPasswordStep = new SetPasswordStep(request, claim, userPool, ownershipCheck);
    }

    Result walk() {
        Optional<Failure> refusal = refusedAtOnce();
        for (int lap = 0; lap < LAPS; lap++) {
            Optional<Result> end = refusal.isPresent() ? windUp(refusal.get()) : lap();
            if (end.isPresent()) {
                return end.get();
            }
        }
        throw new TransientFault("the user kept changing under the walk", false);
    }

    /**
     * After the last attempt: leaves no half-made user behind, or finds that all is done after all.
     */
    Result giveUp(Failure failure) {
        for (int lap = 0; lap < LAPS; lap++) {
            Optional<Result> end = windUp(failure);
            if (end.isPresent()) {
                return end.get();
            }
        }
        throw new TransientFault("the user kept changing under the walk", false);
    }

    private Optional<Failure> refusedAtOnce() {
        Optional<Failure> overLimits = surroundings.limits().refuse(request);
        if (overLimits.isPresent()) {
            return overLimits;
        }
        PoolRules rules = userPool.rules();
        Secret password = request.password();
        if (password != null) {
            Optional<String> problem = rules.problem(password);
            if (problem.isPresent()) {
                return Optional.of(Failure.of(FailureCode.INVALID_PASSWORD, problem.get()));
            }
        }
        if (request.finish() != Finish.INVITE) {
            for (String name : rules.requiredAttributes()) {
                if (!request.attributes().containsKey(name)) {
                    return Optional.of(
                            Failure.of(
                                    FailureCode.INVALID_ATTRIBUTES,
                                    "/attributes/" + name + " is required by the user pool"));
                }
            }
        }
        return Optional.empty();
    }

    /** Empty if something changed on the way, so that the walk must begin again. */
    private Optional<Result> lap() {
        return switch (createUserStep.establish()) {
            case OwnershipResult.Again again -> Optional.empty();
            case OwnershipResult.Refused refused ->
                    Optional.of(new Result.Failed(refused.failure()));
            case OwnershipResult.Ours(Found found) when !found.halfMade() ->
                    setPasswordStep.finished(found);
            case OwnershipResult.Ours(Found found) when unfit() -> remake(found);
            case OwnershipResult.Ours(Found found) -> setPasswordStep.complete(found);
        };
    }

    /**
     * A half-made user that is not as asked for: it has the attributes of an earlier content, or
     * nobody knows whether its invitation went out.
     */
    private boolean unfit() {
        return claim.mended() || (request.finish() == Finish.INVITE && !createUserStep.clean());
    }

    private Optional<Result> remake(Found found) {
        userPool.delete(found.user().username());
        claim.markGone();
        return Optional.empty();
    }

    /** Ends in this failure, once nothing that an earlier walk made is left. */
    private Optional<Result> windUp(Failure failure) {
        if (!claim.hasUser() && !claim.mayHaveMade()) {
            return Optional.of(new Result.Failed(failure));
        }
        Optional<Found> found = userPool.find(request.username());
        if (found.isEmpty()) {
            return Optional.of(new Result.Failed(failure));
        }
        return switch (ownershipCheck.of(found.get())) {
            case OwnershipResult.Again again -> Optional.empty();
            case OwnershipResult.Refused refused -> Optional.of(new Result.Failed(failure));
            case OwnershipResult.Ours(Found ours) ->
                    ours.halfMade()
                            ? setPasswordStep.undo(ours, failure)
                            : setPasswordStep.finished(ours);
        };
    }
}
