package dev.usher.emulator.protocol;

import java.security.SecureRandom;
import java.util.Base64;

/** Random ids, as AWS generates them. */
public final class RandomIds {
    public static final SecureRandom RANDOM = new SecureRandom();

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private RandomIds() {}

    /** Lower-case letters and digits. */
    public static String letters(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    public static String digits(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(RANDOM.nextInt(10));
        }
        return text.toString();
    }

    /** Random bytes in URL-safe Base64. */
    public static String opaque(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
