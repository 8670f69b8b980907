package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.ledger.SqliteLedger;
import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.Request;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import dev.usher.worker.DeadLetterReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The worker of now goes on with what a worker of 0.1 left: {@code made-by-0.1} holds its ledger,
 * its users, its replies and its dead letters, and says how they were made.
 */
class MadeByVersion01Test {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path MADE = Path.of("src/worker/src/test/resources/made-by-0.1");
    private static final Duration LATER = Duration.ofMinutes(1);

    private final Instant madeAt = Instant.parse(text("made-at.txt"));
    private final Keys keys = new Keys(Base64.getDecoder().decode(text("key.txt")));
    private Instant now = madeAt;
    private final FakeUserPool pool = new FakeUserPool(() -> now, World::straight);
    @TempDir private Path folder;
    private Ledger ledger;
    private RequestHandler handler;

    @BeforeEach
    void begin() throws IOException {
        Path file = Files.copy(MADE.resolve("ledger.sqlite"), folder.resolve("ledger.db"));
        ledger = new SqliteLedger(file, () -> now, World.RETENTION);
        for (JsonNode user : JSON.readTree(text("users.json"))) {
            String username = user.get("username").stringValue(null);
            FakeUserPool.Account account =
                    new FakeUserPool.Account(
                            username,
                            user.get("sub").stringValue(null),
                            Map.of(),
                            user.path("temporaryPassword").asString("Correct-horse-7"),
                            Instant.parse(user.get("createdAt").stringValue(null)));
            account.status = user.get("status").stringValue(null);
            pool.users.put(username, account);
        }
        pool.groups.add("members");
        KeyRing keyRing =
                new KeyRing() {
                    @Override
                    public List<Keys> versions() {
                        return List.of(keys);
                    }

                    @Override
                    public List<Keys> reread() {
                        return List.of(keys);
                    }
                };
        AllowedMembers allowed = new AllowedMembers("members"::equals, _ -> true);
        handler =
                new RequestHandler(
                        new FlowContext(pool.behind(Fence.OPEN), keyRing, allowed, () -> now),
                        ledger,
                        new RequestHandler.Rules(World.MAX_ATTEMPTS, World.LEASE));
    }

    @AfterEach
    void end() {
        ledger.close();
        assertThat(pool.violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens-1", "confirmed-1", "invite-1"})
    void a_redelivered_sign_up_that_succeeded_is_answered_as_a_duplicate(String id) {
        int users = pool.users.size();

        HandlerResult result = deliver(id);

        assertThat(answered(result).duplicate()).isTrue();
        assertThat(succeeded(result).user().sub()).isEqualTo(account(id).sub);
        assertThat(succeeded(result).tokens() != null).isEqualTo(id.equals("tokens-1"));
        assertThat(pool.users).hasSize(users);
    }

    @Test
    void other_content_under_an_id_that_succeeded_is_refused() {
        ObjectNode other = body("tokens-1").put("password", "Another-horse-8");

        assertThat(code(deliver("tokens-1", other))).isEqualTo(FailureCode.ID_REUSED);
    }

    @ParameterizedTest
    @CsvSource({"taken-1, USERNAME_EXISTS", "weak-1, INVALID_PASSWORD", "signin-1, NOT_AUTHORIZED"})
    void a_redelivered_request_that_was_refused_gets_the_same_answer(String id, FailureCode code) {
        // Were it tried again, it would get another answer.
        pool.users.clear();

        assertThat(code(deliver(id))).isEqualTo(code);
        assertThat(pool.users).isEmpty();
    }

    @Test
    void a_refused_request_with_other_content_is_tried_again() {
        ObjectNode fixed = body("weak-1").put("password", "Correct-horse-7");

        assertThat(succeeded(deliver("weak-1", fixed)).user().status()).isEqualTo("CONFIRMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"marked-1", "unmarked-1", "released-1"})
    void a_request_in_progress_waits_for_the_end_of_its_lease_and_then_keeps_its_user(String id) {
        assertThat(deliver(id)).isInstanceOf(HandlerResult.Postponed.class);
        int users = pool.users.size();
        now = madeAt.plus(LATER);

        HandlerResult result = deliver(id);

        assertThat(answered(result).duplicate()).isFalse();
        assertThat(answered(result).attempts()).isEqualTo(id.equals("released-1") ? 2 : 1);
        assertThat(succeeded(result).user().sub()).isEqualTo(account(id).sub);
        assertThat(account(id).status).isEqualTo("CONFIRMED");
        assertThat(account(id).failedSignIns).isZero();
        assertThat(pool.users).hasSize(users);
    }

    @Test
    void a_dead_letter_is_vouched_for_and_its_request_can_be_replayed() throws IOException {
        JsonNode letter = JSON.readTree(text("dead-letters.jsonl"));
        String body = letter.get("body").stringValue(null);
        String attribute = letter.at("/attributes/usher").stringValue(null);

        DeadLetterReason reason = DeadLetterReason.read(attribute, List.of(keys), body);

        assertThat(reason).isNotNull();
        assertThat(reason.reason().code()).isEqualTo("RETRIES_EXHAUSTED");
        assertThat(DeadLetterReason.read(attribute, List.of(keys), body + " ")).isNull();
        assertThat(reason.write(keys, body)).isEqualTo(attribute);
        assertThat(succeeded(deliver("exhausted-1")).user().status()).isEqualTo("CONFIRMED");
    }

    @Test
    void its_replies_are_read() {
        List<String> replies = text("replies.jsonl").lines().toList();

        assertThat(replies)
                .hasSize(7)
                .allSatisfy(line ->
                        assertThat(Replies.read(JSON.readTree(line).get("body").stringValue(null)))
                                .isPresent());
    }

    private HandlerResult deliver(String id) {
        return deliver(id, body(id));
    }

    private HandlerResult deliver(String id, ObjectNode body) {
        JsonNode sent = sent(id);
        Request request = ((RequestReading.Valid) Requests.read(body.toString())).request();
        return handler.handle(
                new Delivery(
                        request,
                        sent.get("messageId").stringValue(null),
                        Instant.parse(sent.get("sentAt").stringValue(null)),
                        true,
                        2,
                        () -> true));
    }

    private FakeUserPool.Account account(String id) {
        return pool.users.get(body(id).get("username").stringValue(null));
    }

    private static ObjectNode body(String id) {
        return (ObjectNode) json(sent(id).get("body").stringValue(null));
    }

    private static JsonNode sent(String id) {
        return text("requests.jsonl")
                .lines()
                .map(MadeByVersion01Test::json)
                .filter(line ->
                        json(line.get("body").stringValue(null))
                                .get("id")
                                .stringValue(null)
                                .equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    private static String text(String name) {
        try {
            return Files.readString(MADE.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
