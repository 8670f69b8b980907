package dev.usher.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQS, Cognito user pools and Secrets Manager in this process, behind one HTTP endpoint that
 * ordinary AWS SDKs and the AWS CLI talk to.
 */
public final class EmbeddedAws implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedAws.class);

    private final Cognito cognito;
    private final SecretsManager secrets;
    private final Faults faults;
    private final Calls calls = new Calls();
    private final OffsetClock clock;
    private final Queues queues;
    private final AwsServer server;

    private EmbeddedAws(Options options) throws IOException {
        this.clock = new OffsetClock(options.clock());
        this.cognito = new Cognito(clock, options.region(), options.quotas());
        this.secrets = new SecretsManager(clock, options.region());
        this.faults = new Faults(options.latency(), options.seed());
        AtomicReference<AwsServer> started = new AtomicReference<>();
        this.queues = new Queues(() -> started.get().port(), options.region());
        this.server =
                new AwsServer(
                        options.address(),
                        options.port(),
                        new AwsServer.Services(
                                cognito, secrets, queues, faults, calls, Thread::sleep),
                        new ControlPages(cognito, faults, calls, clock));
        started.set(server);
        LOG.debug("embedded AWS at {}, faults drawn with seed {}", endpoint(), options.seed());
    }

    /**
     * Starts the endpoint; SQS starts when it is first asked for.
     *
     * @throws UncheckedIOException if the address is not to be had
     */
    public static EmbeddedAws start(Options options) {
        try {
            return new EmbeddedAws(options);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    options.address() + ":" + options.port() + " cannot be had", e);
        }
    }

    /** The one endpoint for all three services. */
    public URI endpoint() {
        return server.endpoint();
    }

    /**
     * ElasticMQ's own endpoint, which saves the step through {@link #endpoint()}. The first call of
     * it, or of SQS through the other, takes some seconds to start it.
     */
    public URI sqsEndpoint() {
        return queues.endpoint();
    }

    public Cognito cognito() {
        return cognito;
    }

    public SecretsManager secrets() {
        return secrets;
    }

    public Faults faults() {
        return faults;
    }

    /** How often each operation was called over HTTP, faults included. */
    public Map<String, Long> callCounts() {
        return calls.counts();
    }

    /** Sets the clock of Cognito and Secrets Manager this far ahead of the one they were given. */
    public void aheadBy(Duration offset) {
        clock.offset(offset);
    }

    @Override
    public void close() {
        server.close();
        queues.close();
    }
}
