package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of sign-ins in progress: opaque, bound to user and client, valid for one success
 * within the client's AuthSessionValidity.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html">AuthSessionValidity</a>
 */
final class ChallengeSessions {
    private static final int SWEEP_EVERY = 4096;
    private static final char SEPARATOR = '.';

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final InstantSource clock;

    /**
     * One session.
     *
     * @param sessionEpoch the user's at the session's start
     * @param code the MFA code that answers it; empty for challenges without a code
     */
    record Session(
            AppClient client,
            StoredUser user,
            String challenge,
            int sessionEpoch,
            String code,
            long expires,
            Use use) {}

    /** Whether a session was spent; guarded by the user's monitor. */
    static final class Use {
        private boolean spent;
    }

    ChallengeSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens a session; the caller holds the user's monitor. */
    String open(AppClient client, StoredUser user, String challenge, String code) {
        if (opened.incrementAndGet() % SWEEP_EVERY == 0) {
            sessions.values().removeIf(session -> clock.millis() >= session.expires);
        }
        long expires = clock.millis() + client.validity().session().toMillis();
        String token = RandomIds.opaque(64) + SEPARATOR + Long.toHexString(expires);
        sessions.put(
                token,
                new Session(client, user, challenge, user.sessionEpoch, code, expires, new Use()));
        return token;
    }

    /**
     * The session of a token.
     *
     * @throws AwsError NotAuthorizedException if there is none, it is another client's or it has
     *     expired; the words are those of AWS
     */
    Session find(String token, AppClient client, String challenge) {
        Session session = sessions.get(token);
        if (session == null) {
            throw swept(token) ? expired() : invalid();
        }
        if (!session.client.id().equals(client.id()) || !session.challenge.equals(challenge)) {
            throw invalid();
        }
        return session;
    }

    /**
     * Whether a session can still be answered; the caller holds the user's monitor.
     *
     * @throws AwsError NotAuthorizedException
     */
    void require(Session session) {
        if (session.use.spent) {
            throw AwsError.notAuthorized(
                    "Invalid session for the user, session can only be used once.");
        }
        if (clock.millis() >= session.expires) {
            throw expired();
        }
        // The API reference implies that a change of the user's password or status ends the
        // session; the words are not verified against AWS.
        if (session.user.deleted || session.user.sessionEpoch != session.sessionEpoch) {
            throw invalid();
        }
    }

    /** Spends a session, on success alone; the caller holds the user's monitor. */
    void spend(Session session) {
        session.use.spent = true;
    }

    static AwsError invalid() {
        return AwsError.notAuthorized("Invalid session for the user.");
    }

    private static AwsError expired() {
        return AwsError.notAuthorized("Invalid session for the user, session is expired.");
    }

    private boolean swept(String token) {
        int separator = token.lastIndexOf(SEPARATOR);
        try {
            return separator >= 0
                    && Long.parseLong(token, separator + 1, token.length(), 16) <= clock.millis();
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
