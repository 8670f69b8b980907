package dev.usher.emulator.cognito;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A stored password: a salt of 16 bytes and SHA-256. Far too fast for a real directory, and right
 * for an emulator.
 */
final class PasswordHash {
    private static final int SALT = 16;

    private final byte[] saltAndHash;

    private PasswordHash(byte[] saltAndHash) {
        this.saltAndHash = saltAndHash;
    }

    static PasswordHash of(String password, RandomGenerator random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return new PasswordHash(hash(salt, password));
    }

    boolean matches(String password) {
        byte[] salt = Arrays.copyOf(saltAndHash, SALT);
        return MessageDigest.isEqual(saltAndHash, hash(salt, password));
    }

    /** The salt and the hash, for comparing one state of a user with another. */
    String fingerprint() {
        return HexFormat.of().formatHex(saltAndHash);
    }

    private static byte[] hash(byte[] salt, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hash = digest.digest(password.getBytes(StandardCharsets.UTF_8));
            byte[] both = Arrays.copyOf(salt, salt.length + hash.length);
            System.arraycopy(hash, 0, both, salt.length, hash.length);
            return both;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }
}
