package dev.usher.app;

import dev.usher.cognito.ClientSecret;
import dev.usher.cognito.CognitoUserPool;
import dev.usher.cognito.PacerConfig;
import dev.usher.cognito.PoolIds;
import dev.usher.cognito.QuotaCategory;
import dev.usher.cognito.TrafficClass;
import dev.usher.flow.AllowedMembers;
import dev.usher.flow.FlowContext;
import dev.usher.flow.Ledger;
import dev.usher.flow.RequestHandler;
import dev.usher.ledger.DynamoDbLedger;
import dev.usher.ledger.NoLedger;
import dev.usher.ledger.SqliteLedger;
import dev.usher.message.Secret;
import dev.usher.runtime.Waiter;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.Credentials;
import dev.usher.secrets.SecretStore;
import dev.usher.settings.LedgerSetting;
import dev.usher.settings.Settings;
import dev.usher.sqs.Queues;
import dev.usher.worker.Lane;
import dev.usher.worker.MessageHandling;
import dev.usher.worker.Permits;
import dev.usher.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds everything from the settings to the workers; closes it in the reverse order. */
public final class Wiring implements Workers {
    /** The one place that sleeps. */
    private static final Waiter WAITER = Thread::sleep;

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Settings settings;
    private final MeterRegistry meters;
    private final InstantSource clock = InstantSource.system();

    public Wiring(Settings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
    }

    @Override
    public List<Worker> workers() {
        SecretsManagerClient secretsManager = add(AwsClients.secretsManager());
        SecretStore secrets = SecretStore.open(secretsManager, settings.secretId(), clock);
        Ledger ledger = add(ledger());
        int concurrency = settings.work().concurrency();
        SqsClient sqs = add(AwsClients.sqs(settings.queues().pollWait(), concurrency));
        CognitoIdentityProviderClient cognito = add(AwsClients.cognito(concurrency));
        PoolIds pool = new PoolIds(settings.pool().userPoolId(), settings.pool().clientId());
        CognitoUserPool userPool =
                new CognitoUserPool(
                        cognito, pool, clientSecret(pool, secrets), pacerConfig(), meters);
        Lanes lanes = Lanes.open(settings.queues(), new Queues(sqs, meters), userPool::roomForBulk);

        Services services = new Services(userPool, ledger, secrets);
        Lane bulk = lanes.bulk();
        if (bulk == null) {
            return List.of(
                    worker(
                            lanes.interactive(),
                            new Permits(concurrency),
                            TrafficClass.INTERACTIVE,
                            services));
        }
        Permits.Lanes permits = Permits.lanes(concurrency);
        return List.of(
                worker(
                        lanes.interactive(),
                        permits.interactive(),
                        TrafficClass.INTERACTIVE,
                        services),
                worker(bulk, permits.bulk(), TrafficClass.BULK, services));
    }

    /** What all lanes share. */
    private record Services(CognitoUserPool userPool, Ledger ledger, SecretStore secrets) {}

    private Worker worker(
            Lane lane, Permits permits, TrafficClass trafficClass, Services services) {
        RequestHandler requestHandler =
                new RequestHandler(
                        new FlowContext(
                                services.userPool().inLane(trafficClass),
                                services.secrets(),
                                allowedMembers(),
                                clock),
                        services.ledger(),
                        new RequestHandler.Rules(
                                settings.work().maxAttempts(),
                                settings.queues().visibilityTimeout()));
        return new Worker(
                new Worker.Options(
                        settings.queues().visibilityTimeout(),
                        settings.queues().pollWait(),
                        settings.work().drainTimeout(),
                        Worker.Options.LONGEST_WORK),
                permits,
                lane,
                new MessageHandling(
                        requestHandler,
                        services.secrets(),
                        () -> services.ledger().reachable() && services.userPool().inOrder(),
                        settings.observation().logUsernames()),
                new WorkerRuntime(clock, WAITER, new Random(), meters));
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The other parts must be closed too.
                log.warn(
                        "{} could not be closed: {}",
                        part.getClass().getSimpleName(),
                        e.getClass().getName());
            }
        }
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private Ledger ledger() {
        return switch (settings.ledger()) {
            case LedgerSetting.Sqlite sqlite ->
                    new SqliteLedger(sqlite.path(), clock, sqlite.retention());
            case LedgerSetting.None none -> new NoLedger();
            case LedgerSetting.DynamoDb dynamoDb ->
                    new DynamoDbLedger(
                            add(AwsClients.dynamoDb(settings.work().concurrency())),
                            dynamoDb.table(),
                            clock,
                            dynamoDb.retention());
        };
    }

    private static ClientSecret clientSecret(PoolIds pool, SecretStore secrets) {
        return new ClientSecret(
                pool.clientId(),
                () -> clientSecrets(secrets),
                () -> {
                    secrets.reread();
                    return clientSecrets(secrets);
                });
    }

    private static List<Secret> clientSecrets(SecretStore secrets) {
        return secrets.credentials().stream()
                .map(Credentials::clientSecret)
                .filter(Objects::nonNull)
                .toList();
    }

    private PacerConfig pacerConfig() {
        Settings.Rates rates = settings.pool().rates();
        return new PacerConfig(
                Map.of(
                        QuotaCategory.USER_CREATION, rates.create(),
                        QuotaCategory.USER_AUTHENTICATION, rates.auth(),
                        QuotaCategory.RESPOND_TO_CHALLENGE, rates.respond()),
                clock,
                WAITER,
                new Random());
    }

    private AllowedMembers allowedMembers() {
        return new AllowedMembers(
                settings.pool().groups()::allows, settings.pool().attributes()::allows);
    }
}
