package dev.usher.scenarios;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.app.Belongings;
import dev.usher.app.Premises;
import dev.usher.app.Site;
import dev.usher.emulator.EmbeddedAws;
import io.floci.testcontainers.FlociContainer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.localstack.LocalStackContainer;

/** The stages in containers. */
final class ContainerStages {
    /** The last one that starts without a token; those since need LOCALSTACK_AUTH_TOKEN. */
    private static final String LOCALSTACK = "localstack/localstack:4.14.0";

    private static final String FLOCI = "floci/floci:2.1.0";
    private static final String TOKEN = "LOCALSTACK_AUTH_TOKEN";

    private ContainerStages() {}

    /** Why no container can be started here; null if one can. */
    static @Nullable String obstacle() {
        Logger log = (Logger) LoggerFactory.getLogger("org.testcontainers");
        Level before = log.getLevel();
        // It tells of every way to Docker that it tried, at length.
        log.setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? null
                    : "no Docker engine answers on this machine";
        } catch (RuntimeException | LinkageError e) {
            // One that answers and then lets nothing be started throws all sorts of things.
            return "the Docker engine can't be used (" + e.getClass().getSimpleName() + ")";
        } finally {
            log.setLevel(before == null ? Level.WARN : before);
        }
    }

    /**
     * SQS and Secrets Manager in LocalStack, with this project's user pools beside it: its free
     * images have none. USHER_LOCALSTACK_IMAGE names another image; a token goes on to it.
     */
    static TestStage localstack() {
        LocalStackContainer container =
                new LocalStackContainer(image("USHER_LOCALSTACK_IMAGE", LOCALSTACK))
                        .withServices("sqs", "secretsmanager");
        String token = System.getenv(TOKEN);
        if (token != null) {
            container.withEnv(TOKEN, token);
        }
        EmbeddedAws pools = EmbeddedAws.start(EmbeddedStages.unlimited());
        try {
            container.start();
            return opened(
                    "localstack",
                    Site.emulator(
                                    container.getEndpoint(),
                                    container.getRegion(),
                                    container.getAccessKey(),
                                    container.getSecretKey())
                            .withCognitoAt(pools.endpoint()),
                    List.of(pools, container));
        } catch (RuntimeException e) {
            container.stop();
            pools.close();
            throw e;
        }
    }

    /** All three services in Floci. USHER_FLOCI_IMAGE names another image. */
    static TestStage floci() {
        FlociContainer container = new FlociContainer(image("USHER_FLOCI_IMAGE", FLOCI));
        try {
            container.start();
            return opened(
                    "floci",
                    Site.emulator(
                            URI.create(container.getEndpoint()),
                            container.getRegion(),
                            container.getAccessKey(),
                            container.getSecretKey()),
                    List.of(container));
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    /** Nothing is removed: the container goes. */
    private static TestStage opened(String name, Site site, List<? extends AutoCloseable> behind) {
        behind.stream()
                .filter(GenericContainer.class::isInstance)
                .map(each -> ((GenericContainer<?>) each).getDockerImageName())
                .forEach(image -> TestStage.say(name, "started " + image));
        return new TestStage(
                name, new Premises(site, Belongings.left()), Map.of(), Map.of(), behind);
    }

    private static String image(String variable, String usual) {
        String chosen = System.getenv(variable);
        return chosen == null ? usual : chosen;
    }
}
