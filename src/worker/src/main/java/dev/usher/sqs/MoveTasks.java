package dev.usher.sqs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;

/**
 * SQS's own redrive of dead letters: StartMessageMoveTask and related calls.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">StartMessageMoveTask</a>
 */
public final class MoveTasks {
    /** The highest rate that SQS accepts, in messages per second. */
    public static final int FASTEST = 500;

    private final SqsClient client;

    public MoveTasks(SqsClient client) {
        this.client = client;
    }

    /**
     * A queue's task.
     *
     * @param handle to cancel it; only while it runs
     * @param status RUNNING, COMPLETED, CANCELLING, CANCELLED or FAILED
     * @param failure SQS's reason for FAILED
     */
    public record Task(
            @Nullable String handle,
            String status,
            long moved,
            long toMove,
            @Nullable String failure) {
        public boolean running() {
            return status.equals("RUNNING") || status.equals("CANCELLING");
        }
    }

    /**
     * Starts a task.
     *
     * @param destinationArn null for the queue that each message came from
     * @param rate in messages per second at most; null for SQS's own choice
     * @throws QueueException if SQS refuses
     */
    public void start(String sourceArn, @Nullable String destinationArn, @Nullable Integer rate) {
        try {
            var _ =
                    client.startMessageMoveTask(request ->
                            request.sourceArn(sourceArn)
                                    .destinationArn(destinationArn)
                                    .maxNumberOfMessagesPerSecond(rate));
        } catch (SdkException e) {
            throw new QueueException(sourceArn, "StartMessageMoveTask", SqsErrors.code(e));
        }
    }

    /** The queue's newest task, if SQS lists one. */
    public Optional<Task> newest(String sourceArn) {
        try {
            return client
                    .listMessageMoveTasks(request -> request.sourceArn(sourceArn).maxResults(1))
                    .results()
                    .stream()
                    .findFirst()
                    .map(MoveTasks::task);
        } catch (SdkException e) {
            throw new QueueException(sourceArn, "ListMessageMoveTasks", SqsErrors.code(e));
        }
    }

    /** Stops a task; what it has moved stays moved. */
    public void cancel(String sourceArn, String handle) {
        try {
            var _ = client.cancelMessageMoveTask(request -> request.taskHandle(handle));
        } catch (SdkException e) {
            throw new QueueException(sourceArn, "CancelMessageMoveTask", SqsErrors.code(e));
        }
    }

    private static Task task(ListMessageMoveTasksResultEntry entry) {
        return new Task(
                entry.taskHandle(),
                entry.status() == null ? "" : entry.status(),
                number(entry.approximateNumberOfMessagesMoved()),
                number(entry.approximateNumberOfMessagesToMove()),
                entry.failureReason());
    }

    private static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
