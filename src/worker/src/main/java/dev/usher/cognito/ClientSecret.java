package dev.usher.cognito;

import dev.usher.message.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The app client's secret, where it has one, and the SECRET_HASH made with it. While a rotation is
 * under way Cognito may know the new version or still the old one: the last accepted one is used.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash">Computing
 *     secret hash values</a>
 */
public final class ClientSecret {
    private final String clientId;
    private final Supplier<List<Secret>> versions;
    private final Supplier<List<Secret>> reread;
    private volatile @Nullable Secret fallback;

    /**
     * @param versions the current one first; empty where the client has none
     * @param reread the same, after reading the secret again
     */
    public ClientSecret(
            String clientId, Supplier<List<Secret>> versions, Supplier<List<Secret>> reread) {
        this.clientId = clientId;
        this.versions = versions;
        this.reread = reread;
    }

    Optional<Secret> current() {
        List<Secret> known = versions.get();
        Secret other = fallback;
        return other != null && known.contains(other)
                ? Optional.of(other)
                : known.stream().findFirst();
    }

    /** The parameters of a call, with the SECRET_HASH that belongs to them. */
    Map<String, String> sign(String username, Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        current().ifPresent(secret -> all.put("SECRET_HASH", hash(secret, username)));
        return all;
    }

    /** Another version to try after Cognito did not take these; false if there is none. */
    boolean replace(Set<Secret> refused) {
        for (Secret version : reread.get()) {
            if (!refused.contains(version)) {
                fallback = version;
                return true;
            }
        }
        fallback = null;
        return false;
    }

    private String hash(Secret secret, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((username + clientId).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }
}
