package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.RandomIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Refresh tokens. Each token carries its content under a MAC, so that the tokens of many users take
 * no memory; only revoked ones are stored.
 */
final class RefreshTokens {
    private static final int BODY = 16 + 16 + 16 + 8 + 8 + 4;
    private static final int MAC = 32;

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final Set<UUID> revoked = ConcurrentHashMap.newKeySet();

    /** Tokens that were rotated out, and when each stops working. */
    private final Map<UUID, Long> rotated = new ConcurrentHashMap<>();

    /** What a valid token says. */
    record Content(UUID id, UUID sub, UUID origin, long authTime, long expires, int signOuts) {}

    RefreshTokens(InstantSource clock) {
        byte[] secret = new byte[32];
        RandomIds.RANDOM.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
    }

    String issue(AuthStep.Grant grant) {
        ByteBuffer token = ByteBuffer.allocate(BODY + MAC);
        put(token, UUID.randomUUID());
        put(token, UUID.fromString(grant.subject().sub()));
        put(token, grant.origin());
        token.putLong(grant.authTime()).putLong(grant.refreshable());
        token.putInt(grant.subject().signOuts());
        token.put(mac(token.array(), grant.client()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /**
     * The content of a token, if the token is still valid.
     *
     * @throws AwsError NotAuthorizedException or RefreshTokenReuseException
     */
    Content open(String token, AppClient client) {
        Content content = read(token, client);
        if (clock.millis() >= content.expires) {
            throw AwsError.notAuthorized("Refresh Token has expired");
        }
        if (revoked.contains(content.origin)) {
            throw revokedToken();
        }
        Long until = rotated.get(content.id);
        if (until != null && clock.millis() >= until) {
            throw AwsError.of("RefreshTokenReuseException", "Refresh Token has been rotated out.");
        }
        return content;
    }

    /** Lets a token that another has replaced work for the client's grace period only. */
    void rotate(Content content, AppClient client) {
        rotated.putIfAbsent(content.id, clock.millis() + client.rotation().grace().toMillis());
    }

    /** Revokes all tokens of one sign-in. */
    void revoke(String token, AppClient client) {
        revoked.add(read(token, client).origin);
    }

    static AwsError revokedToken() {
        return AwsError.notAuthorized("Refresh Token has been revoked");
    }

    static AwsError invalidToken() {
        return AwsError.notAuthorized("Invalid Refresh Token");
    }

    private Content read(String token, AppClient client) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw invalidToken();
        }
        if (bytes.length != BODY + MAC
                || !MessageDigest.isEqual(
                        mac(bytes, client), Arrays.copyOfRange(bytes, BODY, BODY + MAC))) {
            throw invalidToken();
        }
        ByteBuffer body = ByteBuffer.wrap(bytes);
        return new Content(
                uuid(body), uuid(body), uuid(body), body.getLong(), body.getLong(), body.getInt());
    }

    private byte[] mac(byte[] token, AppClient client) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(token, 0, BODY);
            return mac.doFinal(client.id().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }

    private static void put(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
