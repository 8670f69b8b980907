package dev.usher.drill;

import dev.usher.app.Account;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * What a team writes first: lines of a file, ten a batch, sixteen batches in flight; nothing
 * checked, nothing kept, nothing tried again.
 */
final class BareLoop {
    private static final int IN_FLIGHT = 16;

    private BareLoop() {}

    /** Arguments: the endpoint, the queue's URL, a file of message bodies. Prints rows a second. */
    public static void main(String[] args) throws Exception {
        Semaphore free = new Semaphore(IN_FLIGHT);
        try (SqsClient sqs = Account.sqs(URI.create(args[0]));
                Stream<String> lines = Files.lines(Path.of(args[2]), StandardCharsets.UTF_8)) {
            long begun = System.nanoTime();
            long rows = 0;
            List<SendMessageBatchRequestEntry> batch = new ArrayList<>();
            for (String line : (Iterable<String>) lines::iterator) {
                rows++;
                batch.add(
                        SendMessageBatchRequestEntry.builder()
                                .id(Integer.toString(batch.size()))
                                .messageBody(line)
                                .build());
                if (batch.size() == 10) {
                    send(sqs, args[1], List.copyOf(batch), free);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                send(sqs, args[1], List.copyOf(batch), free);
            }
            free.acquire(IN_FLIGHT);
            System.out.printf("%.0f%n", rows * 1e9 / (System.nanoTime() - begun));
        }
    }

    private static void send(
            SqsClient sqs, String url, List<SendMessageBatchRequestEntry> batch, Semaphore free)
            throws InterruptedException {
        free.acquire();
        var _ =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                sqs.sendMessageBatch(r -> r.queueUrl(url).entries(batch));
                            } finally {
                                free.release();
                            }
                        });
    }
}
