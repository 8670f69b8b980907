package dev.usher.emulator;

import dev.usher.emulator.cognito.Cognito;
import dev.usher.emulator.control.ControlPages;
import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.OffsetClock;
import dev.usher.emulator.dynamodb.DynamoDb;
import dev.usher.emulator.protocol.CallCounts;
import dev.usher.emulator.secrets.SecretsManager;
import dev.usher.emulator.sqs.SqsForwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQS, Cognito user pools, Secrets Manager and DynamoDB in this process, behind one HTTP endpoint
 * for ordinary AWS SDKs and the AWS CLI.
 */
public final class EmbeddedAws implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedAws.class);

    private final Cognito cognito;
    private final SecretsManager secrets;
    private final Faults faults;
    private final CallCounts calls = new CallCounts();
    private final OffsetClock clock;
    private final SqsForwarder sqs;
    private final AwsServer server;

    private EmbeddedAws(Options options) throws IOException {
        this.clock = new OffsetClock(options.clock());
        this.cognito = new Cognito(clock, options.region(), options.quotas());
        this.secrets = new SecretsManager(clock, options.region());
        this.faults = new Faults(options.latency(), options.seed());
        AtomicReference<AwsServer> started = new AtomicReference<>();
        this.sqs = new SqsForwarder(() -> started.get().port(), options.region());
        AwsServer.Services services =
                new AwsServer.Services(
                        Map.of(
                                Cognito.TARGET, cognito,
                                SecretsManager.TARGET, secrets,
                                DynamoDb.TARGET, new DynamoDb(clock, options.region())),
                        sqs);
        this.server =
                new AwsServer(
                        new InetSocketAddress(
                                InetAddress.getByName(options.address()), options.port()),
                        services,
                        new AwsServer.Conditions(faults, calls, Thread::sleep),
                        new ControlPages(cognito, faults, calls, clock));
        started.set(server);
        LOG.debug("embedded AWS at {}, faults drawn with seed {}", endpoint(), options.seed());
    }

    /**
     * Starts the endpoint; SQS starts with its first call.
     *
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static EmbeddedAws start(Options options) {
        try {
            return new EmbeddedAws(options);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    options.address() + ":" + options.port() + " cannot be bound", e);
        }
    }

    /** The one endpoint for all services. */
    public URI endpoint() {
        return server.endpoint();
    }

    /**
     * ElasticMQ's own endpoint, which avoids the hop through {@link #endpoint()}. ElasticMQ starts
     * with the first call of this method or of SQS, which takes some seconds.
     */
    public URI sqsEndpoint() {
        return sqs.endpoint();
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

    /** Sets the services' clock, SQS apart, this far ahead of the one in the options. */
    public void aheadBy(Duration offset) {
        clock.offset(offset);
    }

    @Override
    public void close() {
        server.close();
        sqs.close();
    }
}
