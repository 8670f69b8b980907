package dev.usher.tools.access;

import dev.usher.app.AwsClients;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.SecretStore;
import dev.usher.secrets.SecretUnusable;
import dev.usher.settings.QueueSettings;
import dev.usher.sqs.MoveTasks;
import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues;
import dev.usher.sqs.Queues.Depth;
import dev.usher.sqs.Queues.Redrive;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetterReader;
import dev.usher.tools.deadletters.ReplayDestinations;
import dev.usher.tools.deadletters.Scan;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Opens a dead-letter queue, the queues it can be replayed to, and the keys of its reasons. */
public final class DeadLetterAccess implements AutoCloseable {
    /** For SQS: receives, visibility changes, copies and deletes run at the same time. */
    private static final int CONNECTIONS = 64;

    private final InstantSource clock = InstantSource.system();
    private final QueueSettings settings;
    private final QueueAccess access;
    private final Queue dead;
    private final SecretAccess secret;

    /**
     * @param keys null if there are none
     * @param problem why there are none although the settings name a secret
     */
    private record SecretAccess(
            @Nullable SecretsManagerClient client,
            @Nullable KeyRing keys,
            @Nullable String problem) {}

    private DeadLetterAccess(QueueSettings settings, QueueAccess access, @Nullable String named) {
        this.settings = settings;
        this.access = access;
        this.dead = access.queue(named == null ? deadLetters(settings, access) : named);
        checkApart(dead.name());
        this.secret = secret(settings.secretId(), clock);
    }

    /**
     * Opens the queue.
     *
     * @param named name, URL or ARN; null for the settings' queue
     * @throws CommandException if there is none, or it is one of the live queues
     */
    public static DeadLetterAccess open(QueueSettings settings, @Nullable String named) {
        QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS);
        try {
            return new DeadLetterAccess(settings, access, named);
        } catch (RuntimeException e) {
            access.close();
            throw e;
        }
    }

    private static String deadLetters(QueueSettings settings, QueueAccess access) {
        if (settings.deadLetter() != null) {
            return settings.deadLetter();
        }
        if (settings.request() == null) {
            throw CommandException.usage(
                    "which dead-letter queue? Set USHER_DEAD_LETTER_QUEUE, or USHER_REQUEST_QUEUE for"
                            + " the one of its redrive policy, or give --queue");
        }
        Redrive redrive = access.queues().redrive(access.queue(settings.request()));
        if (redrive == null) {
            throw CommandException.usage(
                    settings.request()
                            + " has no redrive policy: set USHER_DEAD_LETTER_QUEUE, or give --queue");
        }
        return redrive.targetArn();
    }

    /** A scan would hide live messages from the worker, and a purge would delete them. */
    private void checkApart(String name) {
        Stream.of(settings.request(), settings.bulk(), settings.reply())
                .filter(Objects::nonNull)
                .map(QueueSettings::nameOf)
                .filter(name::equals)
                .findFirst()
                .ifPresent(live -> {
                    throw CommandException.usage(
                            live + " is not a dead-letter queue: the settings use it for live messages");
                });
    }

    private static SecretAccess secret(@Nullable String secretId, InstantSource clock) {
        if (secretId == null) {
            return new SecretAccess(null, null, null);
        }
        SecretsManagerClient client = null;
        try {
            client = AwsClients.secretsManager();
            return new SecretAccess(client, SecretStore.open(client, secretId, clock), null);
        } catch (SecretUnusable e) {
            return new SecretAccess(client, null, e.getMessage());
        } catch (SdkException e) {
            // The exception's text may quote the answer.
            return new SecretAccess(
                    client,
                    null,
                    "%s: the AWS SDK failed with %s; check AWS_REGION and AWS_ENDPOINT_URL"
                            .formatted(secretId, e.getClass().getSimpleName()));
        }
    }

    public Queue dead() {
        return dead;
    }

    /** How many messages the queue has now. */
    public Depth depth() {
        return access.queues().depth(dead);
    }

    public Scan scan(Depth depth) {
        return new Scan(dead, depth, runtime());
    }

    /** The keys that verify and sign reasons; null if there are none. */
    public @Nullable KeyRing keys() {
        return secret.keys();
    }

    /** Why there are no keys although the settings name a secret; null otherwise. */
    public @Nullable String keyProblem() {
        return secret.problem();
    }

    public DeadLetterReader reader() {
        return new DeadLetterReader(secret.keys(), this::mostReceives);
    }

    private OptionalInt mostReceives(String arn) {
        try {
            Queues queues = access.queues();
            Redrive redrive = queues.redrive(queues.open(arn));
            return redrive == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(redrive.maxReceiveCount());
        } catch (QueueException e) {
            return OptionalInt.empty(); // the number is optional
        }
    }

    /**
     * Replays each dead letter to the lane that it came from.
     *
     * @throws CommandException if the settings do not name them
     */
    public ReplayDestinations lanes() {
        if (settings.request() == null) {
            throw CommandException.usage("where to? Set USHER_REQUEST_QUEUE, or give --to");
        }
        Queue bulk = settings.bulk() == null ? null : access.queue(settings.bulk());
        return checked(new ReplayDestinations(access.queue(settings.request()), bulk));
    }

    /** Replays all dead letters to one queue. */
    public ReplayDestinations only(String nameUrlOrArn) {
        return checked(new ReplayDestinations(access.queue(nameUrlOrArn), null));
    }

    private ReplayDestinations checked(ReplayDestinations destinations) {
        Stream.of(destinations.interactive(), destinations.bulk())
                .filter(queue -> queue != null && queue.url().equals(dead.url()))
                .findFirst()
                .ifPresent(_ -> {
                    throw CommandException.usage(dead.name() + " cannot be replayed to itself");
                });
        return destinations;
    }

    public MoveTasks moveTasks() {
        return new MoveTasks(access.client());
    }

    /** Null stays null. */
    public @Nullable String arn(@Nullable Queue queue) {
        return queue == null ? null : access.queues().arn(queue);
    }

    public InstantSource clock() {
        return clock;
    }

    public WorkerRuntime runtime() {
        return new WorkerRuntime(
                clock, QueueAccess.WAITER, new SecureRandom(), new SimpleMeterRegistry());
    }

    @Override
    public void close() {
        access.close();
        if (secret.client() != null) {
            secret.client().close();
        }
    }
}
