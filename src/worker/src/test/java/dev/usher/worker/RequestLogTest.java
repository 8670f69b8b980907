package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

@Timeout(60)
final class RequestLogTest {
    private static final String TRACEPARENT =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Bench bench = new Bench();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.usher.worker");
    private final ListAppender<ILoggingEvent> lines =
            new ListAppender<>() {
                @Override
                protected void append(ILoggingEvent line) {
                    line.prepareForDeferredProcessing(); // what the thread carries, it carries now
                    super.append(line);
                }
            };
    private final Level before = logger.getLevel();

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(before);
    }

    @Test
    void a_finished_request_is_one_line() throws Exception {
        bench.handler =
                _ -> {
                    bench.time.advance(Duration.ofMillis(250));
                    return Bench.answered();
                };
        bench.requests.put("order-1 ann");
        bench.time.advance(Duration.ofSeconds(3));
        turn();
        assertThat(journal()).hasSize(1);
        ILoggingEvent line = journal().getFirst();
        assertThat(line.getLevel()).isEqualTo(Level.INFO);
        assertThat(line.getFormattedMessage()).isEqualTo("signin succeeded");
        assertThat(members(line))
                .containsEntry("type", "signin")
                .containsEntry("outcome", "succeeded")
                .containsEntry("duplicate", "false")
                .containsEntry("attempts", "1")
                .containsEntry("queue", "requests")
                .containsEntry("queued_ms", "3000")
                .containsEntry("duration_ms", "250")
                .containsEntry("id", "order-1")
                .containsEntry("message_id", "requests-1")
                .doesNotContainKeys("code", "username");
    }

    @Test
    void a_username_is_a_keyed_hash_that_is_the_same_every_time() throws Exception {
        for (String body : List.of("a ann", "b ann", "c bob")) {
            bench.requests.put(body);
            turn();
        }
        List<String> hashes =
                journal().stream().map(line -> members(line).get("username_hash")).toList();
        assertThat(hashes.get(0)).matches("[0-9a-f]{16}").isEqualTo(hashes.get(1));
        assertThat(hashes.get(2)).isNotEqualTo(hashes.get(0));
        assertThat(lines.list).noneMatch(line -> members(line).toString().contains("ann"));
    }

    @Test
    void usernames_are_told_where_that_is_wanted() throws Exception {
        bench.plainUsernames = true;
        bench.requests.put("a ann");
        turn();
        assertThat(members(journal().getFirst()))
                .containsEntry("username", "ann")
                .doesNotContainKey("username_hash");
    }

    @Test
    void a_refusal_and_a_dead_letter_tell_their_code() throws Exception {
        bench.handler =
                delivery ->
                        delivery.request().id().equals("dead")
                                ? new HandlerResult.DeadLettered(
                                        Failure.of(FailureCode.STRANDED, "x"),
                                        Failure.of(FailureCode.RETRIES_EXHAUSTED, "x"),
                                        5)
                                : new HandlerResult.Answered(
                                        Result.Failed.of(FailureCode.NOT_AUTHORIZED, "x"),
                                        false,
                                        1);
        bench.requests.put("wrong ann");
        turn();
        bench.requests.put("dead ann");
        turn();
        bench.requests.put("!odd");
        turn();
        assertThat(journal())
                .extracting(line -> line.getFormattedMessage() + " " + members(line).get("code"))
                .containsExactly(
                        "signin failed NOT_AUTHORIZED",
                        "signin dead-lettered STRANDED",
                        "invalid failed INVALID_REQUEST");
    }

    @Test
    void what_has_to_come_again_says_why_and_is_no_finished_request() throws Exception {
        bench.handler = _ -> new HandlerResult.Faulted(2, "InternalErrorException");
        bench.requests.put("a ann");
        turn();
        bench.replies.fault((_, _) -> new Queue.Outcome.Unavailable("AccessDenied"));
        bench.handler = _ -> Bench.answered();
        bench.time.advance(Duration.ofSeconds(30));
        turn();
        assertThat(journal())
                .extracting(
                        line -> members(line).get("outcome") + ": " + members(line).get("reason"))
                .containsExactly(
                        "faulted: InternalErrorException", "unsettled: its reply was not sent");
    }

    @Test
    void what_comes_again_by_itself_is_told_at_DEBUG_alone() throws Exception {
        bench.handler = _ -> new HandlerResult.Postponed(Duration.ZERO, "another walk has this id");
        logger.setLevel(Level.INFO);
        bench.requests.put("a ann");
        turn();
        assertThat(journal()).isEmpty();
        logger.setLevel(Level.DEBUG);
        turn();
        assertThat(journal())
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("signin postponed");
    }

    @Test
    void every_line_about_a_request_carries_its_ids_whichever_thread_says_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        bench.handler =
                _ -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new IllegalStateException("bug");
                };
        bench.requests.fault((operation, _) ->
                operation.equals("changeVisibility") ? new Queue.Outcome.Refused("gone") : null);
        bench.requests.put(
                "a ann",
                Map.of(
                        "usher", QueueContract.string("{}"),
                        "traceparent", QueueContract.string(TRACEPARENT)));
        Worker worker = bench.worker();
        worker.start();
        begun.await();
        await().until(() -> bench.time.waiting() == 1); // the heartbeat
        bench.time.advance(Duration.ofSeconds(30));
        await().until(() -> lines.list.stream().anyMatch(this::tellsLoss));
        go.countDown();
        await().until(worker::idle);
        worker.stop();
        List<ILoggingEvent> about =
                lines.list.stream()
                        .filter(line ->
                                line.getFormattedMessage().startsWith("Message") || tellsLoss(line))
                        .toList();
        assertThat(about).hasSizeGreaterThanOrEqualTo(3);
        assertThat(about)
                .allSatisfy(line ->
                        assertThat(line.getMDCPropertyMap())
                                .containsEntry("id", "a")
                                .containsEntry("message_id", "requests-1")
                                .containsEntry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    @Test
    void a_trace_of_X_Ray_is_told_as_OpenTelemetry_writes_it() throws Exception {
        assertThat(traceOf("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"))
                .isEqualTo("5759e988bd862e3fe1be46a994272793");
        assertThat(traceOf("Self=1-1-1; Root=1-5759e988-bd862e3fe1be46a994272793"))
                .isEqualTo("5759e988bd862e3fe1be46a994272793");
        assertThat(traceOf("Root=1-2-3")).isNull();
    }

    @Test
    void a_traceparent_that_is_none_is_not_told() {
        String id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertThat(traceOfParent("00-" + id + "-00f067aa0ba902b7-01")).isEqualTo(id);
        assertThat(traceOfParent("ff-" + id + "-00f067aa0ba902b7-01")).isNull();
        assertThat(traceOfParent("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")).isNull();
        assertThat(traceOfParent("00-" + id + "-0000000000000000-01")).isNull();
        assertThat(traceOfParent("none")).isNull();
    }

    private String traceOfParent(String value) {
        return traceOf(Map.of("traceparent", QueueContract.string(value)), null);
    }

    private String traceOf(String header) {
        return traceOf(Map.of(), header);
    }

    private String traceOf(Map<String, MessageAttributeValue> attributes, String header) {
        Message message =
                new Message(
                        "m",
                        "h",
                        "",
                        attributes,
                        new Message.SystemAttributes(1, bench.time.instant(), null, header, null));
        LogContext.enter(message);
        try {
            return org.slf4j.MDC.get("trace_id");
        } finally {
            LogContext.leave();
        }
    }

    private boolean tellsLoss(ILoggingEvent line) {
        return line.getFormattedMessage().startsWith("Lost the lease");
    }

    private List<ILoggingEvent> journal() {
        return lines.list.stream()
                .filter(line -> line.getLoggerName().equals(RequestLog.class.getName()))
                .toList();
    }

    private static Map<String, String> members(ILoggingEvent line) {
        Map<String, String> members = new TreeMap<>(line.getMDCPropertyMap());
        if (line.getKeyValuePairs() != null) {
            line.getKeyValuePairs().forEach(pair -> members.put(pair.key, pair.value + ""));
        }
        return members;
    }

    private void turn() throws InterruptedException {
        Worker worker = bench.worker();
        worker.iteration();
        await().until(worker::idle);
    }
}
