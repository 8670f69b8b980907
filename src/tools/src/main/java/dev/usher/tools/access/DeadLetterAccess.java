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

/** A dead-letter queue, and what is needed to look into it and to send back what lies there. */
public final class DeadLetterAccess implements AutoCloseable {
    /** Of SQS; a scan, what it hides, copies and deletes have some each. */
    private static final int CONNECTIONS = 64;

    private final InstantSource clock = InstantSource.system();
    private final QueueSettings settings;
    private final QueueAccess access;
    private final Queue dead;
    private final Vouching vouching;

    /**
     * @param keys null where there are none
     * @param problem why, if there should be some
     */
    private record Vouching(
            @Nullable SecretsManagerClient client,
            @Nullable KeyRing keys,
            @Nullable String problem) {}

    private DeadLetterAccess(QueueSettings settings, QueueAccess access, @Nullable String named) {
        this.settings = settings;
        this.access = access;
        this.dead = access.queue(named == null ? deadLetters(settings, access) : named);
        checkApart(dead.name());
        this.vouching = vouching(settings.secretId());
    }

    /**
     * Opens the queue.
     *
     * @param named name, URL or ARN; null for the one of the settings
     * @throws CommandException if there is none, or it is one that lives
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

    /** A scan would hide live messages from the worker, and a purge delete them. */
    private void checkApart(String name) {
        Stream.of(settings.request(), settings.bulk(), settings.reply())
                .filter(Objects::nonNull)
                .map(QueueSettings::nameOf)
                .filter(name::equals)
                .findFirst()
                .ifPresent(live -> {
                    throw CommandException.usage(
                            live + " is no dead-letter queue but one of the settings' live ones");
                });
    }

    private Vouching vouching(@Nullable String secretId) {
        if (secretId == null) {
            return new Vouching(null, null, null);
        }
        SecretsManagerClient client = null;
        try {
            client = AwsClients.secretsManager();
            return new Vouching(client, SecretStore.open(client, secretId, clock), null);
        } catch (SecretUnusable e) {
            return new Vouching(client, null, e.getMessage());
        } catch (SdkException e) {
            // Its text may quote what was answered.
            return new Vouching(
                    client,
                    null,
                    "%s: the AWS SDK ended in %s; check AWS_REGION and AWS_ENDPOINT_URL"
                            .formatted(secretId, e.getClass().getSimpleName()));
        }
    }

    public Queue dead() {
        return dead;
    }

    /** How many messages it holds just now. */
    public Depth depth() {
        return access.queues().depth(dead);
    }

    public Scan scan(Depth depth) {
        return new Scan(dead, depth, surroundings());
    }

    /** To check and to sign reasons with; null where there are none. */
    public @Nullable KeyRing keys() {
        return vouching.keys();
    }

    /** Why there are no keys, though the settings name a secret; null otherwise. */
    public @Nullable String keyProblem() {
        return vouching.problem();
    }

    public DeadLetterReader reader() {
        return new DeadLetterReader(vouching.keys(), this::mostReceives);
    }

    private OptionalInt mostReceives(String arn) {
        try {
            Queues queues = access.queues();
            Redrive redrive = queues.redrive(queues.open(arn));
            return redrive == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(redrive.maxReceiveCount());
        } catch (QueueException e) {
            return OptionalInt.empty(); // it was worth a try
        }
    }

    /**
     * To the queues that the letters came from.
     *
     * @throws CommandException if the settings do not name them
     */
    public ReplayDestinations lanes() {
        if (settings.request() == null) {
            throw CommandException.usage("where to? Set USHER_REQUEST_QUEUE, or give --to");
        }
        Queue bulk = settings.bulk() == null ? null : access.queue(settings.bulk());
        return apart(new ReplayDestinations(access.queue(settings.request()), bulk));
    }

    /** All to one queue. */
    public ReplayDestinations only(String nameUrlOrArn) {
        return apart(new ReplayDestinations(access.queue(nameUrlOrArn), null));
    }

    private ReplayDestinations apart(ReplayDestinations replayDestinations) {
        Stream.of(replayDestinations.interactive(), replayDestinations.bulk())
                .filter(queue -> queue != null && queue.url().equals(dead.url()))
                .findFirst()
                .ifPresent(_ -> {
                    throw CommandException.usage(dead.name() + " cannot be replayed to itself");
                });
        return replayDestinations;
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

    public WorkerRuntime surroundings() {
        return new WorkerRuntime(
                clock, QueueAccess.WAITER, new SecureRandom(), new SimpleMeterRegistry());
    }

    @Override
    public void close() {
        access.close();
        if (vouching.client() != null) {
            vouching.client().close();
        }
    }
}
