package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.SqsText;
import dev.usher.worker.Mutations.Id;
import dev.usher.worker.Mutations.Mutation;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ten thousand spoilt requests through the worker and the real parser. */
final class BadInputTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALL = 10_000;
    private static final int ROUND = 500;
    private static final int WARM = 2_000;
    private static final long MOST_GROWTH = 8 << 20;

    private final long seed = System.nanoTime();
    private final Mutations mutations = new Mutations(seed);
    private final Bench bench = new Bench();
    private final Map<String, Integer> ends = new HashMap<>();

    @Test
    void spoilt_requests_are_named_or_buried_and_the_worker_lives_on_in_the_same_memory()
            throws Exception {
        System.out.println("seed " + seed);
        Worker worker = bench.worker();
        long warm = 0;
        for (int done = 0; done < ALL; done += ROUND) {
            round(worker);
            if (done + ROUND == WARM) {
                warm = heap();
            }
        }
        long growth = heap() - warm;
        System.out.println("ends " + ends + ", heap grew by " + growth + " bytes");
        assertThat(growth).isLessThan(MOST_GROWTH);
        assertThat(ends.keySet()).contains("succeeded", "answered", "buried");

        String good = put(mutations.valid().toString());
        work(worker);
        assertThat(reply(bench.replies.contents().getFirst()).path("status").asString(""))
                .as(good)
                .isEqualTo("succeeded");
        assertThat(worker.health().problems()).isEmpty();
    }

    private void round(Worker worker) throws Exception {
        Map<String, Mutation> sent = new HashMap<>();
        for (int i = 0; i < ROUND; i++) {
            Mutation mutation = mutations.next();
            sent.put(put(mutation.body()), mutation);
        }
        work(worker);

        Set<String> buried = new HashSet<>();
        for (Outgoing dead : bench.deadLetters.contents()) {
            JsonNode reason =
                    JSON.readTree(dead.attributes().get(DeadLetterReason.NAME).stringValue());
            assertThat(reason.path("code").asString("")).isEqualTo("INVALID_REQUEST");
            String messageId = reason.path("messageId").asString("");
            assertThat(dead.body()).isEqualTo(sent.get(messageId).body());
            buried.add(messageId);
        }
        for (Outgoing outgoing : bench.replies.contents()) {
            assertThat(SqsText.isSendable(outgoing.body())).isTrue();
            JsonNode reply = reply(outgoing);
            String messageId = reply.path("requestMessageId").asString("");
            Mutation mutation = sent.remove(messageId);
            assertThat(mutation).as("answered twice: %s", reply).isNotNull();
            check(mutation, reply, buried.contains(messageId));
        }
        assertThat(sent).as("without an answer").isEmpty();
        bench.replies.clear();
        bench.deadLetters.clear();
    }

    private String put(String body) {
        Outgoing outgoing = new Outgoing(body, Map.of(), null, null);
        Outcome outcome = bench.requests.send(List.of(outgoing)).getFirst();
        return Objects.requireNonNull(((Outcome.Done) outcome).messageId());
    }

    private void check(Mutation mutation, JsonNode reply, boolean buried) {
        String which = mutation.kind() + " " + shortened(mutation.body()) + " -> " + reply;
        boolean succeeded = reply.path("status").asString("").equals("succeeded");
        ends.merge(succeeded ? "succeeded" : buried ? "buried" : "answered", 1, Integer::sum);
        if (mutation.kind().equals("valid")) {
            assertThat(succeeded).as(which).isTrue();
        }
        if (mutation.names() != null) {
            assertThat(reply.path("failure").path("code").asString(""))
                    .as(which)
                    .isEqualTo("INVALID_REQUEST");
            assertThat(reply.path("failure").path("message").asString(""))
                    .as(which)
                    .isNotEmpty()
                    .contains(mutation.names());
        }
        if (!succeeded) {
            assertThat(reply.path("failure").path("code").asString(""))
                    .as(which)
                    .isEqualTo("INVALID_REQUEST");
        }
        // Buried is what has no readable id, and nothing else.
        assertThat(reply.has("id")).as(which).isEqualTo(!buried);
        if (mutation.readable() != Id.EITHER) {
            assertThat(buried).as(which).isEqualTo(mutation.readable() == Id.UNREADABLE);
        }
        if (mutation.id() != null && reply.has("id")) {
            assertThat(reply.path("id").asString("")).as(which).isEqualTo(mutation.id());
        }
    }

    private static String shortened(String body) {
        return body.length() > 300 ? body.substring(0, 300) + "..." : body;
    }

    private static JsonNode reply(Outgoing outgoing) throws Exception {
        return JSON.readTree(outgoing.body());
    }

    private void work(Worker worker) throws InterruptedException {
        while (bench.requests.size() > bench.requests.inFlight()) {
            worker.iteration();
        }
        await().until(() -> bench.requests.size() == 0);
        await().until(() -> worker.inFlight() == 0);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
