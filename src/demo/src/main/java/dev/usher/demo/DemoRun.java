package dev.usher.demo;

import dev.usher.app.WorkerService;
import dev.usher.demo.Scenario.Expected;
import dev.usher.demo.Scenario.Message;
import java.io.Console;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** One run of the demo: sends, lets the worker work, collects, and judges. */
final class DemoRun {
    private static final String TAKEN = "somebody.else";
    private static final int BATCH = 10;
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final Stage stage;
    private final WorkerService workerService;
    private final Plan plan;
    private final Answers answers = new Answers();
    private final AtomicInteger expectedDeadLetters = new AtomicInteger();

    /** How much is sent. */
    record Plan(int requests, long seed) {}

    DemoRun(Stage stage, WorkerService workerService, Plan plan) {
        this.stage = stage;
        this.workerService = workerService;
        this.plan = plan;
    }

    /** Whether every request was answered as it should be. */
    boolean run() throws InterruptedException, IOException, ParseException {
        stage.cognito()
                .adminCreateUser(r ->
                        r.userPoolId(pool())
                                .username(TAKEN)
                                .messageAction("SUPPRESS")
                                .temporaryPassword("Somebody-3lses"));
        Thread worker = Thread.ofPlatform().name("worker").start(this::work);
        long begun = System.nanoTime();
        Thread sender = Thread.ofVirtual().start(this::send);
        collect();
        double seconds = (System.nanoTime() - begun) / 1e9;
        sender.join();
        workerService.stop();
        worker.join();
        return new Report(stage, workerService, answers).print(plan.requests(), seconds)
                && deadLettersAsExpected();
    }

    private String pool() {
        return Objects.requireNonNull(stage.settings().get("USHER_USER_POOL_ID"));
    }

    private void work() {
        try {
            workerService.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        Scenario scenario = new Scenario(plan.seed(), TAKEN);
        List<Message> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < plan.requests(); i++) {
            batch.add(scenario.next(i));
            if (batch.size() == BATCH || i == plan.requests() - 1) {
                send(batch);
                batch.clear();
            }
        }
    }

    private void send(List<Message> batch) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : batch) {
            entries.add(
                    SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .messageBody(message.body())
                            .build());
            if (message.expected().deadLetter()) {
                expectedDeadLetters.incrementAndGet();
            }
        }
        // Answers may come before this call is back: whoever takes them waits for the lock.
        synchronized (answers) {
            long now = System.nanoTime();
            SendMessageBatchResponse response =
                    stage.sqs()
                            .sendMessageBatch(r -> r.queueUrl(stage.requests()).entries(entries));
            response.successful()
                    .forEach(each -> {
                        Expected expected = batch.get(Integer.parseInt(each.id())).expected();
                        answers.sent(each.messageId(), expected, now);
                    });
        }
    }

    private void collect() {
        long last = System.nanoTime();
        try (ProgressBar bar = bar()) {
            while (answers.answered() < plan.requests()
                    && System.nanoTime() - last < PATIENCE_NANOS) {
                List<software.amazon.awssdk.services.sqs.model.Message> messages =
                        stage.sqs()
                                .receiveMessage(r ->
                                        r.queueUrl(stage.replies())
                                                .maxNumberOfMessages(BATCH)
                                                .waitTimeSeconds(1))
                                .messages();
                if (messages.isEmpty()) {
                    continue;
                }
                last = System.nanoTime();
                List<DeleteMessageBatchRequestEntry> done = answers.take(messages, last);
                stage.sqs().deleteMessageBatch(r -> r.queueUrl(stage.replies()).entries(done));
                if (bar != null) {
                    bar.stepTo(answers.answered());
                }
            }
        }
    }

    @SuppressWarnings("SystemConsoleNull") // null it can still be, where the JDK is told so
    private static boolean watched() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** None where nobody watches. */
    private @Nullable ProgressBar bar() {
        return !watched()
                ? null
                : new ProgressBarBuilder()
                        .setTaskName("Sign-ups")
                        .setInitialMax(plan.requests())
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                        .showSpeed()
                        .build();
    }

    private boolean deadLettersAsExpected() {
        Map<QueueAttributeName, String> attributes =
                stage.sqs()
                        .getQueueAttributes(r ->
                                r.queueUrl(stage.deadLetters())
                                        .attributeNames(
                                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                        .attributes();
        int there =
                Integer.parseInt(
                        Objects.requireNonNullElse(
                                attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                                "0"));
        System.out.printf("dead letters: %d, expected %d%n", there, expectedDeadLetters.get());
        return there == expectedDeadLetters.get();
    }
}
