package dev.usher.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys that are derived from one version of {@code temporaryPasswordKey}, one per purpose, so
 * that no signature of one reveals anything about another (HKDF, RFC 5869).
 */
public final class Keys {
    /** What a key is for. */
    public enum Purpose {
        TEMPORARY_PASSWORD,
        FINGERPRINT,
        USERNAME_HASH,
        DEAD_LETTER,
        VERSION
    }

    /** The least number of bytes a master key may have. */
    public static final int LEAST_BYTES = 32;

    private final Map<Purpose, SecretKey> keys = new EnumMap<>(Purpose.class);
    private final String version;

    /**
     * @param master the decoded {@code temporaryPasswordKey}
     * @throws IllegalArgumentException if it is shorter than {@link #LEAST_BYTES}
     */
    public Keys(byte[] master) {
        if (master.length < LEAST_BYTES) {
            throw new IllegalArgumentException("a key needs at least " + LEAST_BYTES + " bytes");
        }
        for (Purpose purpose : Purpose.values()) {
            keys.put(purpose, derive(master, purpose));
        }
        byte[] name = Arrays.copyOf(hmac(Purpose.VERSION), 6);
        this.version = HexFormat.of().formatHex(name);
    }

    /** A name for this version of the key that reveals nothing about it. */
    public String version() {
        return version;
    }

    /**
     * HMAC-SHA-256 over the parts, each with its length before it, under the key of the purpose.
     */
    public byte[] hmac(Purpose purpose, String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.get(purpose));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "Keys[" + version + "]";
    }

    private static SecretKey derive(byte[] master, Purpose purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(master)
                                    .thenExpand(
                                            ("usher " + purpose.name())
                                                    .getBytes(StandardCharsets.UTF_8),
                                            32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HKDF-SHA256", e);
        }
    }
}
