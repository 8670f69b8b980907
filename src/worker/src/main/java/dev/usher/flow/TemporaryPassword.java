package dev.usher.flow;

import dev.usher.message.Secret;
import dev.usher.secrets.Keys;

/**
 * The temporary password of the user that one {@code id} makes: derived, never stored. A sign-in
 * with it proves that this {@code id} made the user.
 */
final class TemporaryPassword {
    /**
     * The longest minimum that a pool's policy can ask for, so that no change of it changes the
     * password.
     */
    static final int LENGTH = 99;

    private static final String[] CLASSES = {
        "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!#$%&*+-"
    };

    /** 24 + 24 + 8 + 8 characters: six bits of a byte pick one without bias. */
    private static final String ALPHABET = String.join("", CLASSES);

    private TemporaryPassword() {}

    static Secret derive(Keys keys, String pool, String username, String id) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int block = 0; text.length() < LENGTH; block++) {
            byte[] bits =
                    keys.hmac(
                            Keys.Purpose.TEMPORARY_PASSWORD,
                            pool,
                            username,
                            id,
                            Integer.toString(block));
            for (int i = 0; i < bits.length && text.length() < LENGTH; i++) {
                int at = text.length();
                // The first four are one of each class, which every policy can ask for.
                String from = at < CLASSES.length ? CLASSES[at] : ALPHABET;
                text.append(from.charAt((bits[i] & 0xff) % from.length()));
            }
        }
        return Secret.of(text.toString());
    }
}
