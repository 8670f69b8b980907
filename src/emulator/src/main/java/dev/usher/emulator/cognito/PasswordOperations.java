package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Setting, resetting and checking passwords. */
final class PasswordOperations {
    private static final long DAY_MILLIS = 24 * 60 * 60 * 1000L;

    private final UserOperations users;
    private final Outbox outbox;
    private final InstantSource clock;

    PasswordOperations(UserOperations users, Outbox outbox, InstantSource clock) {
        this.users = users;
        this.outbox = outbox;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of("AdminSetUserPassword", this::set, "AdminResetUserPassword", this::reset);
    }

    private ObjectNode set(OperationInput in) {
        String password = in.text("Password", CognitoShapes.PASSWORD);
        boolean permanent = in.flag("Permanent", false);
        return users.change(
                in,
                (pool, user) ->
                        replace(
                                pool,
                                user,
                                password,
                                permanent
                                        ? StoredUser.Status.CONFIRMED
                                        : StoredUser.Status.FORCE_CHANGE_PASSWORD));
    }

    // API_AdminResetUserPassword: the user can no longer sign in until it has confirmed the code.
    private ObjectNode reset(OperationInput in) {
        return users.change(
                in,
                (pool, user) -> {
                    String email = user.attributes.get("email");
                    String address = email == null ? user.attributes.get("phone_number") : email;
                    if (address == null) {
                        throw AwsError.invalidParameter(
                                "Cannot reset password for the user as there is no"
                                        + " registered/verified email or phone_number");
                    }
                    user.status(StoredUser.Status.RESET_REQUIRED, clock.millis());
                    outbox.send(Outbox.Kind.RESET_CODE, pool, user, address, RandomIds.digits(6));
                });
    }

    /**
     * Sets a user's password and status; a temporary password is valid for its full time again.
     *
     * @throws AwsError InvalidPasswordException, PasswordHistoryPolicyViolationException; nothing
     *     has changed then
     */
    void replace(StoredPool pool, StoredUser user, String password, StoredUser.Status status) {
        boolean permanent = status == StoredUser.Status.CONFIRMED;
        admit(pool, user, password, permanent);
        user.password = PasswordHash.of(password, RandomIds.RANDOM);
        long now = clock.millis();
        if (permanent) {
            user.history.addLast(user.password);
            while (user.history.size() > pool.settings.policy().history()) {
                user.history.removeFirst();
            }
        } else {
            user.temporarySince = now;
        }
        user.status(status, now);
    }

    /**
     * Checks a new password by the pool's policy and the user's history. Only permanent passwords
     * count for the history; whether AWS counts temporary ones is not documented.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html">PasswordHistorySize</a>
     */
    void admit(StoredPool pool, StoredUser user, String password, boolean permanent) {
        pool.settings.policy().check(password);
        if (permanent && user.history.stream().anyMatch(old -> old.matches(password))) {
            throw AwsError.of(
                    "PasswordHistoryPolicyViolationException",
                    "Password has previously been used.");
        }
    }

    /**
     * Checks the password of a sign-in, and counts it if it is wrong.
     *
     * @throws AwsError NotAuthorizedException, PasswordResetRequiredException,
     *     UserNotConfirmedException
     */
    void check(StoredPool pool, StoredUser user, AppClient client, String password) {
        long now = clock.millis();
        if (!user.enabled) {
            throw AwsError.notAuthorized("User is disabled.");
        }
        if (user.status == StoredUser.Status.EXTERNAL_PROVIDER) {
            throw AppClient.wrongPassword();
        }
        // The old password is no longer valid, so it is not compared. Developer guide,
        // "Managing error responses": hidden where PreventUserExistenceErrors is ENABLED.
        if (user.status == StoredUser.Status.RESET_REQUIRED) {
            throw client.hidesExistence()
                    ? AppClient.wrongPassword()
                    : AwsError.of(
                            "PasswordResetRequiredException",
                            "Password reset required for the user");
        }
        if (user.lockout.refuses(now)) {
            throw AwsError.notAuthorized("Password attempts exceeded");
        }
        if (!user.password.matches(password)) {
            user.lockout.failed(now);
            throw AppClient.wrongPassword();
        }
        user.lockout.succeeded();
        if (user.status == StoredUser.Status.UNCONFIRMED) {
            throw AwsError.of("UserNotConfirmedException", "User is not confirmed.");
        }
        long days = pool.settings.policy().temporaryDays();
        if (user.status == StoredUser.Status.FORCE_CHANGE_PASSWORD
                && now - user.temporarySince >= days * DAY_MILLIS) {
            // Users report these words; AWS documents only the refusal.
            throw AwsError.notAuthorized(
                    "Temporary password has expired and must be reset by an administrator.");
        }
    }
}
