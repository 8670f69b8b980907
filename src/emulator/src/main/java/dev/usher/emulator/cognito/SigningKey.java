package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.RandomIds;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The RSA key of 2048 bits that signs tokens, generated at the start.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.3">RFC 7518, RS256</a>
 */
final class SigningKey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;
    private final String id = RandomIds.opaque(33);
    private final String header;

    /** Idle Signature objects: a new one would parse and check the key again. */
    private final Queue<Signature> idle = new ConcurrentLinkedQueue<>();

    SigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks RSA", e);
        }
        this.header =
                encode(EmulatorJson.bytes(EmulatorJson.object().put("kid", id).put("alg", "RS256")))
                        + '.';
    }

    /** A signed token in compact form. */
    String sign(JsonNode claims) {
        String content = header + encode(EmulatorJson.bytes(claims));
        try {
            Signature signature = idle.poll();
            if (signature == null) {
                signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(pair.getPrivate());
            }
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            byte[] signed = signature.sign();
            idle.add(signature);
            return content + '.' + encode(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks SHA256withRSA", e);
        }
    }

    /** The page at {@code /POOL/.well-known/jwks.json} (RFC 7517). */
    ObjectNode keySet() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        ObjectNode description =
                EmulatorJson.object()
                        .put("alg", "RS256")
                        .put("e", unsigned(key.getPublicExponent()))
                        .put("kid", id)
                        .put("kty", "RSA")
                        .put("n", unsigned(key.getModulus()))
                        .put("use", "sig");
        ObjectNode set = EmulatorJson.object();
        set.set("keys", EmulatorJson.nodes(List.of(description)));
        return set;
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return encode(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
