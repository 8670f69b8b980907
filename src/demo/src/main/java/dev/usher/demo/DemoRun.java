package dev.usher.demo;

import dev.usher.app.WorkerService;
import dev.usher.demo.DemoScenario.Expected;
import dev.usher.demo.DemoScenario.PlannedMessage;
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
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** One run of the demo: sends requests, runs the worker, collects the replies and checks them. */
final class DemoRun {
    private static final String TAKEN = "somebody.else";
    private static final int BATCH = 10;
    private static final long TIMEOUT_NANOS = 120_000_000_000L;

    private final LocalAccount account;
    private final WorkerService workerService;
    private final Plan plan;
    private final ReplyMatcher replies = new ReplyMatcher();
    private final AtomicInteger expectedDeadLetters = new AtomicInteger();

    /** How much is sent. */
    record Plan(int requests, long seed) {}

    DemoRun(LocalAccount account, WorkerService workerService, Plan plan) {
        this.account = account;
        this.workerService = workerService;
        this.plan = plan;
    }

    /** Whether every reply was as expected. */
    boolean run() throws InterruptedException, IOException, ParseException {
        account.cognito()
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
        return new DemoReport(account, workerService, replies).print(plan.requests(), seconds)
                && deadLettersAsExpected();
    }

    private String pool() {
        return Objects.requireNonNull(account.settings().get("USHER_USER_POOL_ID"));
    }

    private void work() {
        try {
            workerService.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        DemoScenario scenario = new DemoScenario(plan.seed(), TAKEN);
        List<PlannedMessage> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < plan.requests(); i++) {
            batch.add(scenario.next(i));
            if (batch.size() == BATCH || i == plan.requests() - 1) {
                send(batch);
                batch.clear();
            }
        }
    }

    private void send(List<PlannedMessage> batch) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (PlannedMessage message : batch) {
            entries.add(
                    SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .messageBody(message.body())
                            .build());
            if (message.expected().deadLetter()) {
                expectedDeadLetters.incrementAndGet();
            }
        }
        // A reply may arrive before this call returns; its reader waits for the lock.
        synchronized (replies) {
            long now = System.nanoTime();
            SendMessageBatchResponse response =
                    account.sqs()
                            .sendMessageBatch(r -> r.queueUrl(account.requests()).entries(entries));
            response.successful()
                    .forEach(each -> {
                        Expected expected = batch.get(Integer.parseInt(each.id())).expected();
                        replies.sent(each.messageId(), expected, now);
                    });
        }
    }

    private void collect() {
        long last = System.nanoTime();
        try (ProgressBar bar = bar()) {
            while (replies.answered() < plan.requests()
                    && System.nanoTime() - last < TIMEOUT_NANOS) {
                List<Message> messages =
                        account.sqs()
                                .receiveMessage(r ->
                                        r.queueUrl(account.replies())
                                                .maxNumberOfMessages(BATCH)
                                                .waitTimeSeconds(1))
                                .messages();
                if (messages.isEmpty()) {
                    continue;
                }
                last = System.nanoTime();
                List<DeleteMessageBatchRequestEntry> done = replies.take(messages, last);
                account.sqs().deleteMessageBatch(r -> r.queueUrl(account.replies()).entries(done));
                if (bar != null) {
                    bar.stepTo(replies.answered());
                }
            }
        }
    }

    @SuppressWarnings("SystemConsoleNull") // still null where a JDK setting says so
    private static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Null without a terminal. */
    private @Nullable ProgressBar bar() {
        return !interactive()
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
                account.sqs()
                        .getQueueAttributes(r ->
                                r.queueUrl(account.deadLetters())
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
