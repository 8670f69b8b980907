package dev.usher.flow;

import dev.usher.flow.Directory.Creation;
import dev.usher.flow.Directory.Found;
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
final class Founding {
    private final SignUp request;
    private final Claim claim;
    private final Directory directory;
    private final Ownership ownership;
    private final FlowContext surroundings;
    private boolean clean;

    Founding(
            SignUp request,
            Claim claim,
            Directory directory,
            Ownership ownership,
            FlowContext surroundings) {
        this.request = request;
        this.claim = claim;
        this.directory = directory;
        this.ownership = ownership;
        this.surroundings = surroundings;
    }

    Standing establish() {
        if (claim.hasUser() || claim.mended()) {
            Optional<Found> found = directory.find(request.username());
            if (found.isPresent()) {
                return ownership.of(found.get());
            }
            // From here on, whatever this id makes under the name is this request's own.
            claim.markGone();
        }
        if (expired()) {
            Failure expired = Failure.of(FailureCode.EXPIRED, "/notAfter has passed");
            return claim.mayHaveMade()
                    ? directory
                            .find(request.username())
                            .map(ownership::of)
                            .map(standing -> standing.refusedAs(expired))
                            .orElse(new Standing.Refused(expired))
                    : new Standing.Refused(expired);
        }
        return switch (create()) {
            case Creation.Created created -> created(created);
            case Creation.Undelivered undelivered -> undelivered(undelivered);
            case Creation.Taken taken -> taken();
            case Creation.Refused refused -> refused(refused.refusal());
        };
    }

    private Standing taken() {
        Optional<Found> found = directory.find(request.username());
        if (found.isPresent()) {
            return ownership.of(found.get());
        }
        // Freed a moment ago, or it is an alias of somebody else's that is in the way.
        return switch (create()) {
            case Creation.Created created -> created(created);
            case Creation.Undelivered undelivered -> undelivered(undelivered);
            case Creation.Taken taken ->
                    directory.find(request.username()).isPresent()
                            ? new Standing.Again()
                            : new Standing.Refused(
                                    new Refusal(
                                                    Refusal.Kind.ALIAS_EXISTS,
                                                    taken.refusal().cognitoError())
                                            .failure());
            case Creation.Refused refused -> refused(refused.refusal());
        };
    }

    private Standing refused(Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.INVALID_PASSWORD) {
            // The temporary one: the policy changed since it was last read.
            throw new TransientFault("the temporary password did not fit the policy", false);
        }
        if (!claim.mayHaveMade()) {
            return new Standing.Refused(refusal.failure());
        }
        return directory
                .find(request.username())
                .map(ownership::of)
                .map(standing -> standing.refusedAs(refusal.failure()))
                .orElse(new Standing.Refused(refusal.failure()));
    }

    private Creation create() {
        Directory.NewUser user =
                new Directory.NewUser(
                        request.username(),
                        request.attributes(),
                        ownership.temporaryPassword(),
                        request.finish() == Finish.INVITE,
                        request.envelope().clientMetadata());
        Creation creation;
        try {
            creation = directory.create(user);
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

    private Standing created(Creation.Created created) {
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
        return new Standing.Ours(new Found(user, surroundings.clock().instant(), true));
    }

    /**
     * This create came so late that another walk had already taken over and answered with a
     * refusal: nobody else will ever look after the user it made.
     */
    private void undoOrphan(User user) {
        Directory unfenced = surroundings.directory().behind(claim.unfenced());
        unfenced.find(user.username())
                .filter(found -> found.sameAs(user.sub()) && found.halfMade())
                .ifPresent(found -> unfenced.delete(user.username()));
    }

    /** Made, but its message could not be sent, which matters to an invitation alone. */
    private Standing undelivered(Creation.Undelivered undelivered) {
        Optional<Found> found = directory.find(request.username());
        if (found.isEmpty()) {
            return new Standing.Again();
        }
        claim.mark(found.get().user().sub());
        if (request.finish() != Finish.INVITE) {
            return new Standing.Ours(found.get());
        }
        directory.delete(found.get().user().username());
        claim.markGone();
        return new Standing.Refused(undelivered.refusal().failure());
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
