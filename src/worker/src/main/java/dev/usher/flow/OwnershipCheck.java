package dev.usher.flow;

import dev.usher.flow.UserPool.Found;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether this id made the user under a sign-up's name. A user without that proof counts
 * as another client's: it is never written to, and a sign-in is tried only if it could be this id's
 * own in every other respect.
 */
final class OwnershipCheck {
    private final SignUp request;
    private final Claim claim;
    private final UserPool userPool;
    private final KeyRing keyRing;

    OwnershipCheck(SignUp request, Claim claim, UserPool userPool, KeyRing keyRing) {
        this.request = request;
        this.claim = claim;
        this.userPool = userPool;
        this.keyRing = keyRing;
    }

    OwnershipResult of(Found found) {
        if (claim.marked(found)) {
            return new OwnershipResult.Ours(found);
        }
        if (claim.hasUser()) {
            // A username can be freed and taken again; its sub can't.
            return notOurs();
        }
        if (!found.enabled() || !claim.mayHaveMadeAt(found.createdAt())) {
            return notOurs();
        }
        if (found.halfMade()) {
            return prove(found, candidates());
        }
        Secret password = request.password();
        if (Found.CONFIRMED.equals(found.user().status())
                && claim.mayHaveForgotten()
                && password != null) {
            return prove(found, List.of(password));
        }
        return notOurs();
    }

    /** The temporary password of the key that the row was begun with. */
    Secret temporaryPassword() {
        String version = claim.row().fingerprint().keyVersion();
        return derive(
                keyRing.versions().stream()
                        .filter(keys -> keys.version().equals(version))
                        .findFirst()
                        .orElseGet(keyRing::current));
    }

    /** Signing in is the proof: no other client knows the derived password. */
    private OwnershipResult prove(Found found, List<Secret> passwords) {
        for (Secret password : passwords) {
            switch (userPool.signIn(
                    found.user().username(), password, request.envelope().clientMetadata())) {
                case Step.Asked asked -> {
                    return ours(found);
                }
                case Step.SignedIn signedIn -> {
                    return ours(found);
                }
                case Step.Refused refused -> {
                    if (!wrongPassword(refused.refusal())) {
                        return new OwnershipResult.Again();
                    }
                }
            }
        }
        Optional<Found> now = userPool.find(request.username());
        return now.isEmpty() || now.get().changedSince(found)
                ? new OwnershipResult.Again()
                : notOurs();
    }

    /** Only a wrong password shows that the user is not this id's; other refusals show nothing. */
    private static boolean wrongPassword(Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.LOCKED_OUT) {
            throw new LockedOut();
        }
        if (refusal.kind() != Refusal.Kind.NOT_AUTHORIZED
                && refusal.kind() != Refusal.Kind.USER_NOT_FOUND) {
            throw new TransientFault(
                    "the user's owner could not be determined: " + refusal.cognitoError(), false);
        }
        return refusal.kind() == Refusal.Kind.NOT_AUTHORIZED;
    }

    private OwnershipResult ours(Found found) {
        claim.mark(found.user().sub());
        return new OwnershipResult.Ours(found);
    }

    /** Only the row's own key, where it is known: every wrong password counts towards a lockout. */
    private List<Secret> candidates() {
        String version = claim.row().fingerprint().keyVersion();
        return keyRing.reread().stream()
                .filter(keys -> claim.mayHaveForgotten() || keys.version().equals(version))
                .map(this::derive)
                .toList();
    }

    private Secret derive(Keys keys) {
        return TemporaryPassword.derive(keys, userPool.pool(), request.username(), request.id());
    }

    private static OwnershipResult notOurs() {
        return new OwnershipResult.Refused(
                new Failure(
                        FailureCode.USERNAME_EXISTS,
                        "the username belongs to another user",
                        "UsernameExistsException"));
    }
}
