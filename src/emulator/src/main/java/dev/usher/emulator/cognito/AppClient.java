package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An app client: its allowed flows, its secret, and the lifetimes of its tokens.
 *
 * @param description as DescribeUserPoolClient answers; contains the secret
 */
record AppClient(
        String id,
        StoredPool pool,
        @Nullable String secret,
        Set<String> flows,
        boolean hidesExistence,
        Rotation rotation,
        Validity validity,
        ObjectNode description) {
    /** Whether and how refresh tokens rotate (API reference, RefreshTokenRotationType). */
    record Rotation(boolean on, Duration grace) {}

    /** How long tokens and sessions live. */
    record Validity(Duration access, Duration id, Duration refresh, Duration session) {}

    /**
     * Requires one of the flows.
     *
     * @throws AwsError InvalidParameterException if none of the flows is allowed
     */
    void requireFlow(String... anyOf) {
        for (String flow : anyOf) {
            if (flows.contains(flow)) {
                return;
            }
        }
        throw AwsError.invalidParameter("Auth flow not enabled for this client");
    }

    /**
     * Verifies a SECRET_HASH by the client's secret, over any of the given names.
     *
     * <p>That a client <em>without</em> a secret refuses any hash is not verified against AWS: the
     * documentation says only that such a client needs none. It is refused here because a worker
     * that sends one is configured for another client.
     *
     * @throws AwsError NotAuthorizedException
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash">Computing
     *     secret hash values</a>
     */
    void verifyHash(@Nullable String hash, String... anyOf) {
        if (secret == null) {
            if (hash != null) {
                throw AwsError.notAuthorized("Unable to verify secret hash for client " + id);
            }
            return;
        }
        if (hash == null) {
            throw AwsError.notAuthorized(
                    "Client " + id + " is configured with secret but SECRET_HASH was not received");
        }
        for (String username : anyOf) {
            if (MessageDigest.isEqual(ascii(hash), ascii(hash(secret, username)))) {
                return;
            }
        }
        throw AwsError.notAuthorized("Unable to verify secret hash for client " + id);
    }

    /** The refusal for an unknown user: not found, or the same as for a wrong password. */
    AwsError unknownUser() {
        return hidesExistence ? wrongPassword() : StoredUser.notFound();
    }

    static AwsError wrongPassword() {
        return AwsError.notAuthorized("Incorrect username or password.");
    }

    private String hash(String key, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((username + id).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Names the client and nothing else: the secret must not reach a log. */
    @Override
    public String toString() {
        return "AppClient[" + id + "]";
    }
}
