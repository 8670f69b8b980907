package dev.usher.emulator.sqs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/** ElasticMQ in this process, on a port of its own. */
final class ElasticMqServer implements AutoCloseable {
    /** Its own logging is off: it would log every message of every queue. */
    private static final Config QUIET =
            ConfigFactory.parseString(
                    """
                    pekko.loglevel = WARNING
                    pekko.stdout-loglevel = OFF
                    pekko.jvm-exit-on-fatal-error = off
                    pekko.http.server.max-connections = 4096
                    pekko.http.server.idle-timeout = 600s
                    pekko.http.server.request-timeout = 60s
                    pekko.http.server.parsing.max-content-length = 4m
                    pekko.http.server.parsing.illegal-header-warnings = off
                    """);

    private final ActorSystem actors;
    private static final FiniteDuration CLOSING = FiniteDuration.create(100, TimeUnit.MILLISECONDS);

    private final SQSRestServer server;
    private final URI endpoint;

    /**
     * Starts it, which takes some seconds.
     *
     * @param visiblePort the port that queue URLs name
     */
    ElasticMqServer(int visiblePort, String region) {
        quiet("org.elasticmq");
        quiet("org.apache.pekko");
        this.actors =
                ActorSystem.create("queues", QUIET.withFallback(ConfigFactory.load()).resolve());
        this.server =
                SQSRestServerBuilder.withInterface("127.0.0.1")
                        .withPort(0)
                        .withActorSystem(actors)
                        .withAWSRegion(region)
                        .withServerAddress(new NodeAddress("http", "127.0.0.1", visiblePort, ""))
                        .start();
        int port = server.waitUntilStarted().localAddress().getPort();
        this.endpoint = URI.create("http://127.0.0.1:" + port);
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        // Not its own stop, which waits for long polls whose clients are gone.
        server.waitUntilStarted().terminate(CLOSING);
        actors.terminate();
        try {
            actors.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(ElasticMqServer.class).warn("ElasticMQ did not stop in time");
        }
    }

    private static void quiet(String name) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(Level.WARN);
        }
    }
}
