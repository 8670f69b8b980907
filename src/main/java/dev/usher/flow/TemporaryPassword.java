package dev.usher.flow;

import dev.usher.message.Secret;

/**
 * The temporary password of the user that one {@code id} makes: derived, never stored. Whoever can
 * derive it again, and sign in with it, has proof that this {@code id} made the user.
 */
final class TemporaryPassword {
    private static final int LEAST_LENGTH = 32;

    private static final String[] CLASSES = {
        "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!#$%&*+-"
    };

    /** 24 + 24 + 8 + 8 characters: six bits of a byte pick one without bias. */
    private static final String ALPHABET = String.join("", CLASSES);

    private TemporaryPassword() {}

    /**
     * @param poolMinimum the pool's minimum length
     */
    static Secret derive(Keys keys, String pool, String username, String id, int poolMinimum) {
        int length = Math.max(LEAST_LENGTH, poolMinimum);
        StringBuilder text = new StringBuilder(length);
        for (int block = 0; text.length() < length; block++) {
            byte[] bits =
                    keys.hmac(
                            Keys.Purpose.TEMPORARY_PASSWORD,
                            pool,
                            username,
                            id,
                            Integer.toString(block));
            for (int i = 0; i < bits.length && text.length() < length; i++) {
                int at = text.length();
                // The first four are one of each class, which every policy can ask for.
                String from = at < CLASSES.length ? CLASSES[at] : ALPHABET;
                text.append(from.charAt((bits[i] & 0xff) % from.length()));
            }
        }
        return Secret.of(text.toString());
    }
}
