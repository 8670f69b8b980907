package dev.usher.sqs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;

/**
 * SQS's own way to move dead letters: StartMessageMoveTask and what goes with it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">StartMessageMoveTask</a>
 */
public final class MoveTasks {
    /** The most messages a second that SQS can be asked to move. */
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
     * Starts one.
     *
     * @param destinationArn null for the queue that each message came from
     * @param rate messages a second at most; null for as fast as SQS likes
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

    /** The queue's newest task, if there was one lately. */
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
