package dev.usher.emulator;

import java.security.SecureRandom;
import java.util.Base64;

/** Random names, as AWS makes them up. */
final class Ids {
    static final SecureRandom RANDOM = new SecureRandom();

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private Ids() {}

    /** Lower-case letters and digits. */
    static String letters(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    static String digits(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(RANDOM.nextInt(10));
        }
        return text.toString();
    }

    /** Random bytes in URL-safe Base64. */
    static String opaque(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
