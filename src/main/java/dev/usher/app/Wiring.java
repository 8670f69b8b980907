package dev.usher.app;

import dev.usher.cognito.Category;
import dev.usher.cognito.ClientSecret;
import dev.usher.cognito.CognitoDirectory;
import dev.usher.cognito.Pace;
import dev.usher.cognito.UserPool;
import dev.usher.flow.Ledger;
import dev.usher.flow.Limits;
import dev.usher.flow.Reception;
import dev.usher.flow.Surroundings;
import dev.usher.flow.Waiter;
import dev.usher.ledger.NoLedger;
import dev.usher.ledger.SqliteLedger;
import dev.usher.message.Secret;
import dev.usher.queue.Lane;
import dev.usher.queue.Permits;
import dev.usher.queue.Queue;
import dev.usher.queue.Queues;
import dev.usher.queue.Work;
import dev.usher.queue.Worker;
import dev.usher.settings.Credentials;
import dev.usher.settings.SecretStore;
import dev.usher.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Puts the rooms together, from the settings to a worker; closed in the reverse order. */
final class Wiring implements AutoCloseable {
    /** The one place that sleeps. */
    private static final Waiter WAITER = Thread::sleep;

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Settings settings;
    private final MeterRegistry meters;
    private final InstantSource clock = InstantSource.system();

    Wiring(Settings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
    }

    /**
     * A worker that is yet to be started.
     *
     * @throws CannotStart if the settings ask for what can't be
     */
    Worker worker() {
        SecretsManagerClient secretsManager = add(Aws.secretsManager());
        SecretStore secrets = SecretStore.open(secretsManager, settings.secretId(), clock);
        Ledger ledger = add(ledger());
        int concurrency = settings.work().concurrency();
        SqsClient sqs = add(Queues.client(settings.queues().pollWait(), concurrency));
        Lane lane = lane(new Queues(sqs, meters));

        CognitoIdentityProviderClient cognito = add(Aws.cognito(concurrency));
        UserPool pool = new UserPool(settings.pool().userPoolId(), settings.pool().clientId());
        ClientSecret clientSecret = clientSecret(pool, secrets);
        CognitoDirectory directory =
                new CognitoDirectory(cognito, pool, clientSecret, pace(), meters);
        Reception reception =
                new Reception(
                        new Surroundings(directory, secrets, limits(), clock),
                        ledger,
                        new Reception.Rules(
                                settings.work().maxAttempts(),
                                settings.queues().visibilityTimeout()));

        return new Worker(
                new Worker.Options(
                        settings.queues().visibilityTimeout(),
                        settings.queues().pollWait(),
                        settings.work().drainTimeout()),
                new Permits(concurrency),
                lane,
                new Work(
                        reception,
                        new JsonCodec(),
                        secrets,
                        () -> ledger.reachable() && directory.inOrder()),
                new dev.usher.queue.Surroundings(clock, WAITER, new Random(), meters));
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The others are closed all the same.
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
            case dev.usher.settings.Ledger.Sqlite sqlite ->
                    new SqliteLedger(sqlite.path(), clock, sqlite.retention());
            case dev.usher.settings.Ledger.None none -> new NoLedger();
            case dev.usher.settings.Ledger.DynamoDb table ->
                    throw new CannotStart(
                            "USHER_LEDGER=%s is not supported yet; use sqlite:PATH or none"
                                    .formatted(table));
        };
    }

    private Lane lane(Queues queues) {
        Settings.Queues names = settings.queues();
        if (names.bulk() != null) {
            throw new CannotStart("USHER_BULK_QUEUE is not supported yet; leave it unset");
        }
        Queue requests = queues.open(names.request());
        String deadLetters = deadLetters(names.deadLetter(), queues, requests);
        Map<String, Queue> replyTo = new HashMap<>();
        for (String name : names.replyTo()) {
            Queue queue = queues.open(name);
            replyTo.put(name, queue);
            replyTo.put(queue.name(), queue);
        }
        Lane lane =
                new Lane(requests, queues.open(deadLetters), queues.open(names.reply()), replyTo);
        apart(lane);
        return lane;
    }

    /**
     * A worker that reads what it wrote never ends; two settings can name one queue in two ways.
     */
    private static void apart(Lane lane) {
        String requests = lane.requests().url();
        String deadLetters = lane.deadLetters().url();
        boolean mixed =
                Stream.concat(Stream.of(lane.replies()), lane.namedReplies().values().stream())
                        .map(Queue::url)
                        .anyMatch(url -> url.equals(requests) || url.equals(deadLetters));
        if (mixed || deadLetters.equals(requests)) {
            throw new CannotStart(
                    "the request, reply and dead-letter queues must be different queues; check"
                            + " USHER_REQUEST_QUEUE, USHER_REPLY_QUEUE, USHER_REPLY_QUEUES and"
                            + " USHER_DEAD_LETTER_QUEUE");
        }
    }

    private static String deadLetters(@Nullable String set, Queues queues, Queue requests) {
        String target = queues.redriveTarget(requests);
        if (target == null) {
            log.warn(
                    "{} has no redrive policy: a message that kills the process would come again and again",
                    requests.name());
        }
        String queue = set == null ? target : set;
        if (queue == null) {
            throw new CannotStart(
                    "there is nowhere for dead letters: set USHER_DEAD_LETTER_QUEUE, or give "
                            + requests.name()
                            + " a redrive policy");
        }
        return queue;
    }

    private static ClientSecret clientSecret(UserPool pool, SecretStore secrets) {
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

    private Pace pace() {
        Settings.Rates rates = settings.pool().rates();
        return new Pace(
                Map.of(
                        Category.USER_CREATION, rates.create(),
                        Category.USER_AUTHENTICATION, rates.auth(),
                        Category.RESPOND_TO_CHALLENGE, rates.respond()),
                clock,
                WAITER,
                new Random());
    }

    private Limits limits() {
        return new Limits(settings.pool().groups()::allows, settings.pool().attributes()::allows);
    }
}
