package dev.usher.secrets;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The worker's secret, kept in memory and read again when it may have rotated: in the background
 * once it is five minutes old, and at once before a conclusion that depends on it. A read that
 * fails keeps what was read before.
 */
public final class SecretStore implements KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(SecretStore.class);

    /** The secret is not read more often than this. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(3);

    static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** The versions as last read, and when a read was last tried. */
    private record LastRead(List<Credentials> versions, Instant triedAt) {}

    private final SecretVersions secret;
    private final InstantSource clock;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final Object reading = new Object();
    private volatile LastRead lastRead;

    private SecretStore(SecretVersions secret, InstantSource clock) {
        this.secret = secret;
        this.clock = clock;
        this.lastRead = new LastRead(read(List.of()), clock.instant());
    }

    /**
     * Reads the secret.
     *
     * @param secretId a name or an ARN
     * @throws SecretUnusable if it cannot be read, or is not what it must be
     */
    public static SecretStore open(
            SecretsManagerClient client, String secretId, InstantSource clock) {
        return new SecretStore(new SecretVersions(client, secretId), clock);
    }

    /** The current version first, then the previous one if there is one; never waits. */
    public List<Credentials> credentials() {
        LastRead now = lastRead;
        if (!clock.instant().isBefore(now.triedAt().plus(MAX_AGE))
                && refreshing.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("secret-refresh")
                    .start(() -> {
                        try {
                            reread();
                        } finally {
                            refreshing.set(false);
                        }
                    });
        }
        return now.versions();
    }

    @Override
    public List<Keys> versions() {
        return keys(credentials());
    }

    /** {@inheritDoc} Callers at the same time share one read; one just done is not repeated. */
    @Override
    public List<Keys> reread() {
        synchronized (reading) {
            LastRead before = lastRead;
            if (!clock.instant().isBefore(before.triedAt().plus(MIN_INTERVAL))) {
                lastRead = new LastRead(again(before.versions()), clock.instant());
            }
            return keys(lastRead.versions());
        }
    }

    private List<Credentials> again(List<Credentials> before) {
        try {
            List<Credentials> now = read(before);
            if (!keys(now).getFirst().version().equals(keys(before).getFirst().version())) {
                LOG.info("the secret has rotated to key version {}", now.getFirst().keys());
            }
            return now;
        } catch (SecretUnusable e) {
            LOG.warn("the secret as read before stays in use: {}", e.getMessage());
            return before;
        } catch (RuntimeException e) {
            // For example, the client was closed by a stop.
            LOG.warn("the secret as read before stays in use: {}", e.getClass().getSimpleName());
            return before;
        }
    }

    private List<Credentials> read(List<Credentials> before) {
        List<Credentials> versions = new ArrayList<>();
        versions.add(secret.current());
        secret.previous(versions.getFirst(), before).ifPresent(versions::add);
        return List.copyOf(versions);
    }

    /** A rotation of the client secret alone leaves one version of the key. */
    private static List<Keys> keys(List<Credentials> versions) {
        List<Keys> keys = new ArrayList<>();
        for (Credentials version : versions) {
            if (keys.stream().noneMatch(k -> k.version().equals(version.keys().version()))) {
                keys.add(version.keys());
            }
        }
        return List.copyOf(keys);
    }
}
