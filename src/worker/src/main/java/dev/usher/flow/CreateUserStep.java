package dev.usher.flow;

import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.Found;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result.User;
import java.time.Instant;
import java.util.Optional;

/**
 * The first half of a walk: a user of this id's own under the name, marked, or the reason why not.
 */
final class CreateUserStep {
    private final SignUp request;
    private final Claim claim;
    private final UserPool userPool;
    private final OwnershipCheck ownershipCheck;
    private final FlowContext surroundings;
    private boolean clean;

    CreateUserStep(
            SignUp request,
            Claim claim,
            UserPool userPool,
            OwnershipCheck ownershipCheck,
            FlowContext surroundings) {
        this.request = request;
        this.claim = claim;
        this.userPool = userPool;
        this.ownershipCheck = ownershipCheck;
        this.surroundings = surroundings;
    }

    OwnershipResult establish() {
        if (claim.hasUser() || claim.mended()) {
            Optional<Found> found = userPool.find(request.username());
            if (found.isPresent()) {
                return ownershipCheck.of(found.get());
            }
            // From here on, whatever this id makes under the name is this request's own.
            claim.markGone();
        }
        if (expired()) {
            Failure expired = Failure.of(FailureCode.EXPIRED, "/notAfter has passed");
            return claim.mayHaveMade()
                    ? userPool.find(request.username())
                            .map(ownershipCheck::of)
                            .map(standing -> standing.refusedAs(expired))
                            .orElse(new OwnershipResult.Refused(expired))
                    : new OwnershipResult.Refused(expired);
        }
        return switch (create()) {
            case Creation.Created created -> created(created);
            case Creation.Undelivered undelivered -> undelivered(undelivered);
            case Creation.Taken taken -> taken();
            case Creation.Refused refused -> refused(refused.refusal());
        };
    }

    private OwnershipResult taken() {
        Optional<Found> found = userPool.find(request.username());
        if (found.isPresent()) {
            return ownershipCheck.of(found.get());
        }
        // Freed a moment ago, or it is an alias of somebody else's that is in the way.
        return switch (create()) {
            case Creation.Created created -> created(created);
            case Creation.Undelivered undelivered -> undelivered(undelivered);
            case Creation.Taken taken ->
                    userPool.find(request.username()).isPresent()
                            ? new OwnershipResult.Again()
                            : new OwnershipResult.Refused(
                                    new Refusal(
                                                    Refusal.Kind.ALIAS_EXISTS,
                                                    taken.refusal().cognitoError())
                                            .failure());
            case Creation.Refused refused -> refused(refused.refusal());
        };
    }

    private OwnershipResult refused(Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.INVALID_PASSWORD) {
            // The temporary one: the policy changed since it was last read.
            throw new TransientFault("the temporary password did not fit the policy", false);
        }
        if (!claim.mayHaveMade()) {
            return new OwnershipResult.Refused(refusal.failure());
        }
        return userPool.find(request.username())
                .map(ownershipCheck::of)
                .map(standing -> standing.refusedAs(refusal.failure()))
                .orElse(new OwnershipResult.Refused(refusal.failure()));
    }

    private Creation create() {
        UserPool.NewUser user =
                new UserPool.NewUser(
                        request.username(),
                        request.attributes(),
                        ownershipCheck.temporaryPassword(),
                        request.finish() == Finish.INVITE,
                        request.envelope().clientMetadata());
        Creation creation;
        try {
            creation = userPool.create(user);
        } catch (TransientFault fault) {
            if (fault.unclear()) {
                claim.mayNowHaveMade();
            }
            throw fault;
        }
        boolean unclear =
                switch (creation) {
                    case Creation.Created created -> false;
                    case Creation.Undelivered undelivered -> true;
                    case Creation.Taken taken -> taken.unclear();
                    case Creation.Refused refused -> refused.unclear();
                };
        if (unclear) {
            claim.mayNowHaveMade();
        }
        return creation;
    }

    private OwnershipResult created(Creation.Created created) {
        User user = created.user();
        try {
            claim.mark(user.sub());
        } catch (ClaimLost lost) {
            if (lost.endedInRefusal()) {
                undoOrphan(user);
            }
            throw lost;
        }
        clean = true;
        return new OwnershipResult.Ours(new Found(user, surroundings.clock().instant(), true));
    }

    /**
     * This create came so late that another walk had already taken over and answered with a
     * refusal: nobody else will ever look after the user it made.
     */
    private void undoOrphan(User user) {
        UserPool unfenced = surroundings.directory().behind(claim.unfenced());
        unfenced.find(user.username())
                .filter(found -> found.sameAs(user.sub()) && found.halfMade())
                .ifPresent(found -> unfenced.delete(user.username()));
    }

    /** Made, but its message could not be sent, which matters to an invitation alone. */
    private OwnershipResult undelivered(Creation.Undelivered undelivered) {
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
        return new OwnershipResult.Refused(undelivered.refusal().failure());
    }

    /** Whether this walk itself saw the user being created, its invitation included. */
    boolean clean() {
        return clean;
    }

    private boolean expired() {
        Instant notAfter = request.envelope().notAfter();
        return notAfter != null && surroundings.clock().instant().isAfter(notAfter);
    }
}
