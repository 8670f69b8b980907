package dev.usher.tools.access;

import dev.usher.app.AwsClients;
import dev.usher.runtime.Waiter;
import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues;
import dev.usher.tools.command.CommandException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Opens queues for commands; region, credentials and endpoint are the SDK's. */
public final class QueueAccess implements AutoCloseable {
    /** Sleeps; nothing else in the tools does. */
    public static final Waiter WAITER = Thread::sleep;

    private final SqsClient client;
    private final Queues queues;

    private QueueAccess(SqsClient client) {
        this.client = client;
        this.queues = new Queues(client, new SimpleMeterRegistry());
    }

    /**
     * Access to all queues of the account.
     *
     * @param connections how many calls run at once
     * @throws CommandException if the SDK lacks a setting
     */
    public static QueueAccess open(Duration pollWait, int connections) {
        try {
            return new QueueAccess(AwsClients.sqs(pollWait, connections));
        } catch (SdkException e) {
            throw sdkFailure(e);
        }
    }

    /**
     * Opens a queue that exists.
     *
     * @throws CommandException if it does not, or SQS can't be reached
     */
    public Queue queue(String nameUrlOrArn) {
        if (nameUrlOrArn.isBlank()
                || (nameUrlOrArn.startsWith("arn:") && !nameUrlOrArn.contains(":sqs:"))) {
            throw CommandException.usage(
                    "'%s' is not a queue: give the name, the URL or the ARN of an SQS queue"
                            .formatted(nameUrlOrArn));
        }
        try {
            return queues.open(nameUrlOrArn);
        } catch (QueueException e) {
            throw CommandException.failed(
                    e.unanswered()
                            ? message(e)
                            : message(e) + "; check the queue's name, AWS_REGION and the credentials");
        } catch (SdkException e) {
            throw sdkFailure(e);
        }
    }

    /** The message for a user. If SQS is unreachable, it doesn't blame the queue. */
    public static String message(QueueException e) {
        return e.unanswered()
                ? "SQS can't be reached (%s); check AWS_ENDPOINT_URL, AWS_REGION, the network and the credentials"
                        .formatted(e.code())
                : String.valueOf(e.getMessage());
    }

    Queues queues() {
        return queues;
    }

    SqsClient client() {
        return client;
    }

    /** Leaves out the exception's text, which may quote what was sent. */
    private static CommandException sdkFailure(SdkException e) {
        return CommandException.usage(
                "the AWS SDK failed with "
                        + e.getClass().getSimpleName()
                        + "; check AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL (which starts with http:// or"
                        + " https://)");
    }

    @Override
    public void close() {
        client.close();
    }
}
