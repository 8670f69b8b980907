package dev.usher.emulator.cognito;

/**
 * The failed sign-ins of one user, and how long they lock it out. The fifth locks for one second,
 * and each further one doubles that, up to fifteen minutes. Attempts during the lock are refused
 * and do not count. A success, or fifteen minutes without any attempt, ends it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior">Lockout
 *     behavior for failed sign-in attempts</a>
 */
final class Lockout {
    private static final int FREE = 5;
    private static final long LONGEST_MILLIS = 15 * 60 * 1000;

    private int failed;
    private long until;
    private long lastAttempt;

    /** Whether an attempt now is refused whatever the password. */
    boolean refuses(long now) {
        if (failed >= FREE && now - lastAttempt >= LONGEST_MILLIS) {
            succeeded();
        }
        if (failed > 0) {
            lastAttempt = now;
        }
        return now < until;
    }

    void failed(long now) {
        failed++;
        lastAttempt = now;
        if (failed >= FREE) {
            long seconds = 1L << Math.min(failed - FREE, 20);
            until = now + Math.min(seconds * 1000, LONGEST_MILLIS);
        }
    }

    void succeeded() {
        failed = 0;
        until = 0;
        lastAttempt = 0;
    }

    int count() {
        return failed;
    }

    @Override
    public String toString() {
        return "failed " + failed + " until " + until + " last " + lastAttempt;
    }
}
