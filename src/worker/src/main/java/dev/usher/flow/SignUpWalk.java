package dev.usher.flow;

import dev.usher.flow.Directory.Found;
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
final class SignUpWalk {
    /** A walk that must begin again this often meets someone who works against it. */
    private static final int LAPS = 6;

    private final SignUp request;
    private final Claim claim;
    private final Directory directory;
    private final Ownership ownership;
    private final FlowContext surroundings;
    private final Founding founding;
    private final Completion completion;

    SignUpWalk(SignUp request, Claim claim, FlowContext surroundings) {
        this.request = request;
        this.claim = claim;
        this.directory = surroundings.directory().behind(claim);
        this.ownership = new Ownership(request, claim, directory, surroundings.keyRing());
        this.surroundings = surroundings;
        this.founding = new Founding(request, claim, directory, ownership, surroundings);
        this.completion = new Completion(request, claim, directory, ownership);
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
        PoolRules rules = directory.rules();
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
        return switch (founding.establish()) {
            case Standing.Again again -> Optional.empty();
            case Standing.Refused refused -> Optional.of(new Result.Failed(refused.failure()));
            case Standing.Ours(Found found) when !found.halfMade() -> completion.finished(found);
            case Standing.Ours(Found found) when unfit() -> remake(found);
            case Standing.Ours(Found found) -> completion.complete(found);
        };
    }

    /**
     * A half-made user that is not as asked for: it has the attributes of an earlier content, or
     * nobody knows whether its invitation went out.
     */
    private boolean unfit() {
        return claim.mended() || (request.finish() == Finish.INVITE && !founding.clean());
    }

    private Optional<Result> remake(Found found) {
        directory.delete(found.user().username());
        claim.markGone();
        return Optional.empty();
    }

    /** Ends in this failure, once nothing that an earlier walk made is left. */
    private Optional<Result> windUp(Failure failure) {
        if (!claim.hasUser() && !claim.mayHaveMade()) {
            return Optional.of(new Result.Failed(failure));
        }
        Optional<Found> found = directory.find(request.username());
        if (found.isEmpty()) {
            return Optional.of(new Result.Failed(failure));
        }
        return switch (ownership.of(found.get())) {
            case Standing.Again again -> Optional.empty();
            case Standing.Refused refused -> Optional.of(new Result.Failed(failure));
            case Standing.Ours(Found ours) ->
                    ours.halfMade() ? completion.undo(ours, failure) : completion.finished(ours);
        };
    }
}
