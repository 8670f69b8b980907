package dev.usher.flow;

import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result.User;
import java.util.Optional;
import java.util.function.Function;

/** The first half of a sign-up: makes the user and marks it, or finds out why it can't. */
final class CreateUserStep {
    private final SignUp request;
    private final Claim claim;
    private final UserPool userPool;
    private final OwnershipCheck ownershipCheck;
    private final FlowContext context;
    private boolean seenCreated;

    CreateUserStep(
            SignUp request,
            Claim claim,
            UserPool userPool,
            OwnershipCheck ownershipCheck,
            FlowContext context) {
        this.request = request;
        this.claim = claim;
        this.userPool = userPool;
        this.ownershipCheck = ownershipCheck;
        this.context = context;
    }

    OwnershipResult run() {
        if (claim.hasUser() || claim.contentChanged()) {
            Optional<Found> found = userPool.find(request.username());
            if (found.isPresent()) {
                return ownershipCheck.of(found.get());
            }
            // From here on, whatever this id makes under the name is this request's own.
            claim.markGone();
        }
        if (request.envelope().expiredAt(context.clock().instant())) {
            return refused(Failure.of(FailureCode.EXPIRED, "/notAfter has passed"));
        }
        return create(taken -> {
            Optional<Found> found = userPool.find(request.username());
            return found.isPresent() ? ownershipCheck.of(found.get()) : createOnceMore();
        });
    }

    /** The name was freed a moment ago, or the alias belongs to another user. */
    private OwnershipResult createOnceMore() {
        return create(taken ->
                userPool.find(request.username()).isPresent()
                        ? new OwnershipResult.Again()
                        : new OwnershipResult.Refused(
                                new Refusal(
                                                Refusal.Kind.ALIAS_EXISTS,
                                                taken.refusal().cognitoError())
                                        .failure()));
    }

    private OwnershipResult create(Function<Creation.Taken, OwnershipResult> ifTaken) {
        return switch (call()) {
            case Creation.Created(User user) -> created(user);
            case Creation.Undelivered(Refusal refusal) -> undelivered(refusal);
            case Creation.Taken taken -> ifTaken.apply(taken);
            case Creation.Refused(Refusal refusal, _) -> {
                if (refusal.kind() == Refusal.Kind.INVALID_PASSWORD) {
                    // The temporary one: the policy changed since it was last read.
                    throw new TransientFault(
                            "the temporary password did not fit the policy", false);
                }
                yield refused(refusal.failure());
            }
        };
    }

    /** Refused, unless an earlier attempt made the user. */
    private OwnershipResult refused(Failure failure) {
        return (claim.mayHaveMade() ? userPool.find(request.username()) : Optional.<Found>empty())
                .map(ownershipCheck::of)
                .map(result -> result.refusedAs(failure))
                .orElse(new OwnershipResult.Refused(failure));
    }

    private Creation call() {
        UserPool.NewUser user =
                new UserPool.NewUser(
                        request.username(),
                        request.attributes(),
                        ownershipCheck.temporaryPassword(),
                        request.finish() == Finish.INVITE,
                        request.envelope().clientMetadata());
        boolean unclear = false;
        try {
            Creation creation = userPool.create(user);
            unclear =
                    switch (creation) {
                        case Creation.Created _ -> false;
                        case Creation.Undelivered _ -> true;
                        case Creation.Taken taken -> taken.unclear();
                        case Creation.Refused refused -> refused.unclear();
                    };
            return creation;
        } catch (AttemptFault fault) {
            unclear = fault.unclear();
            throw fault;
        } finally {
            if (unclear) {
                claim.mayNowHaveMade();
            }
        }
    }

    private OwnershipResult created(User user) {
        try {
            claim.mark(user.sub());
        } catch (ClaimLost lost) {
            if (lost.refused()) {
                undoOrphan(user);
            }
            throw lost;
        }
        seenCreated = true;
        return new OwnershipResult.Ours(new Found(user, context.clock().instant(), true));
    }

    /**
     * This create came so late that another attempt had already taken over and answered with a
     * refusal: nothing else would ever undo the user it made.
     */
    private void undoOrphan(User user) {
        UserPool unfenced = context.userPool().behind(claim.unfenced());
        unfenced.find(user.username())
                .filter(found -> found.sameAs(user.sub()) && found.halfMade())
                .ifPresent(found -> unfenced.delete(user.username()));
    }

    /** Made, but its message could not be sent, which matters to an invitation only. */
    private OwnershipResult undelivered(Refusal refusal) {
        Optional<Found> found = userPool.find(request.username());
        if (found.isEmpty()) {
            return new OwnershipResult.Again();
        }
        claim.mark(found.get().user().sub());
        if (request.finish() != Finish.INVITE) {
            return new OwnershipResult.Ours(found.get());
        }
        userPool.delete(found.get().user().username());
        claim.markGone();
        return new OwnershipResult.Refused(refusal.failure());
    }

    /** Whether this attempt itself saw the user being created, its invitation included. */
    boolean seenCreated() {
        return seenCreated;
    }
}
