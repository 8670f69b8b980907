package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Schemas;
import dev.usher.message.Secret;
import dev.usher.secrets.Keys;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.worker.DeadLetterReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.ObjectMapper;

@Timeout(60)
final class MessageCopierTest {
    private final DeadLetterFixture fixture = new DeadLetterFixture();

    @Test
    void a_copy_has_all_attributes_and_its_reason_is_still_valid() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        Outgoing before = fixture.dead.contents().getFirst();
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        Outgoing after = fixture.requests.contents().getFirst();
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.attributes()).isEqualTo(before.attributes()).containsKeys("own", "usher");
        assertThat(after.traceHeader()).isEqualTo("Root=1-2-3");
        assertThat(reason(after, DeadLetterFixture.KEYS)).isNotNull();
    }

    @Test
    void on_a_standard_queue_a_copy_keeps_its_tenant() throws Exception {
        String _ = fixture.dead.putInGroup("tenant-1", DeadLetterFixture.signUp("a"));
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        assertThat(fixture.requests.contents().getFirst().order())
                .isEqualTo(new Outgoing.Order("tenant-1", null));
    }

    @Test
    void ten_attributes_travel_inside_the_reason() throws Exception {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("own" + i, DeadLetterFixture.string("x" + i));
        }
        String _ =
                fixture.addDeadLetter(
                        DeadLetterFixture.signUp("a"),
                        DeadLetterFixture.reason("STRANDED", ten),
                        Map.of());
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        DeadLetterReason deadLetterReason =
                reason(fixture.requests.contents().getFirst(), DeadLetterFixture.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.attributes()).isEqualTo(ten);
    }

    @Test
    void a_changed_request_is_signed_again_if_there_is_a_key() throws Exception {
        Keys newer = new Keys(filled(7));
        fixture.keys = DeadLetterFixture.ring(newer, DeadLetterFixture.KEYS);
        String _ = fixture.addDeadLetter("a", "STRANDED");
        ReplayTally tally =
                fixture.replay(
                        DeadLetterFilter.ALL,
                        change("attributes.email=a@example.com"),
                        MemberChange.secret("password", Secret.of("N3w-secret-word")));
        assertThat(tally.troubles()).isEmpty();
        assertThat(tally.unsigned()).isZero();
        Outgoing sent = fixture.requests.contents().getFirst();
        assertThat(sent.body()).contains("a@example.com", "N3w-secret-word", "\"id\":\"a\"");
        DeadLetterReason deadLetterReason = reason(sent, newer);
        assertThat(deadLetterReason).isEqualTo(DeadLetterFixture.reason("STRANDED", null));
        assertThat(sent.attributes()).containsKey("own");
    }

    @Test
    void without_a_key_a_changed_request_loses_its_reason_but_none_of_its_attributes()
            throws Exception {
        fixture.keys = null;
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("own" + i, DeadLetterFixture.string("x" + i));
        }
        String _ =
                fixture.addDeadLetter(
                        DeadLetterFixture.signUp("a"),
                        DeadLetterFixture.reason("STRANDED", ten),
                        Map.of());
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL, change("finish=confirmed"));
        assertThat(tally.unsigned()).isEqualTo(1);
        assertThat(fixture.requests.contents().getFirst().attributes()).isEqualTo(ten);
    }

    @Test
    void a_forged_reason_is_replaced_by_a_signed_one() throws Exception {
        Map<String, MessageAttributeValue> planted =
                Map.of("planted", DeadLetterFixture.string("x"));
        DeadLetterReason forged = DeadLetterFixture.reason("STRANDED", planted);
        String body = DeadLetterFixture.signUp("a");
        String _ =
                fixture.dead.put(
                        body,
                        Map.of(
                                "usher",
                                DeadLetterFixture.string(forged.write(new Keys(filled(9)), body))));
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL, change("finish=confirmed"));
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.unsigned()).isZero();
        Outgoing sent = fixture.requests.contents().getFirst();
        assertThat(sent.attributes()).containsOnlyKeys("usher");
        DeadLetterReason deadLetterReason = reason(sent, DeadLetterFixture.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.reason().code()).isEqualTo("-");
        assertThat(deadLetterReason.replays()).isZero();
        assertThat(deadLetterReason.attributes()).isNull();
        assertThat(deadLetterReason.source().queue()).isEmpty();
        assertThat(
                        Schemas.of("dead-letter-reason.schema.json")
                                .errors(
                                        new ObjectMapper()
                                                .readTree(
                                                        sent.attributes()
                                                                .get("usher")
                                                                .stringValue())))
                .isEmpty();
    }

    @Test
    void an_unreadable_reason_is_dropped_without_a_key_too() throws Exception {
        fixture.keys = null;
        String _ =
                fixture.dead.put(
                        DeadLetterFixture.signUp("a"),
                        Map.of("usher", DeadLetterFixture.string("x")));
        assertThat(fixture.replay(DeadLetterFilter.ALL).unsigned()).isZero();
        assertThat(fixture.requests.contents().getFirst().attributes()).isEmpty();
    }

    @Test
    void what_sqs_moved_after_a_replay_counts_that_and_keeps_its_age() throws Exception {
        String body = DeadLetterFixture.signUp("a");
        Map<String, MessageAttributeValue> own = Map.of("own", DeadLetterFixture.string("x"));
        DeadLetterReason earlier = DeadLetterFixture.reason("STRANDED", own);
        String id =
                fixture.dead.putFrom(
                        DeadLetterFixture.ARN + "bulk",
                        body,
                        DeadLetterFixture.withReason(body, earlier, Map.of()));
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        DeadLetterReason deadLetterReason =
                reason(fixture.bulk.contents().getFirst(), DeadLetterFixture.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.reason().code()).isEqualTo("-");
        assertThat(deadLetterReason.replays()).isEqualTo(3);
        assertThat(deadLetterReason.source())
                .isEqualTo(new DeadLetterReason.Source("bulk", id, earlier.source().firstSentAt()));
        assertThat(deadLetterReason.attributes()).isEqualTo(own);
    }

    @Test
    void what_would_still_be_no_valid_request_is_not_moved_and_named() throws Exception {
        String _ = fixture.dead.put("{\"type\":\"signup\",\"id\":\"a\",\"username\":\"u u\"}");
        String _ = fixture.dead.put("password=Pl4nted-secret");
        String _ = fixture.dead.put("{\"id\":\"x\",\"id\":\"y\",\"password\":\"Pl4nted-secret\"}");
        String _ = fixture.addDeadLetter("b", "STRANDED");
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL, change("finish=confirmed"));
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.troubles())
                .hasSize(3)
                .anySatisfy(t -> assertThat(t).startsWith("a: not moved").contains("/username"))
                .allSatisfy(t -> assertThat(t).doesNotContain("Pl4nted-secret", "u u"));
        assertThat(fixture.dead.size()).isEqualTo(3);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void two_mendings_are_two_messages_to_a_fifo_queue() throws Exception {
        DeadLetterFixture fifo = DeadLetterFixture.fifo();
        fifo.waiter = duration -> Thread.sleep(1);
        String _ = fifo.dead.putInGroup("x", DeadLetterFixture.signUp("a"));
        assertThat(fifo.copying(change("finish=invite"))).isNotNull();
        fifo.dead.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Retryable("Lost") : null);
        assertThat(fifo.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        fifo.clock = DeadLetterFixture.ahead(Duration.ofMinutes(2));
        fifo.dead.fault((operation, entry) -> null);
        assertThat(fifo.replay(DeadLetterFilter.ALL, change("finish=confirmed")).copied())
                .isEqualTo(1);
        assertThat(fifo.requests.size()).isEqualTo(2);
    }

    @Test
    void a_dry_run_reports_where_each_would_go_and_moves_nothing() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        String _ = fixture.addDeadLetter("b", "LIMIT_EXCEEDED");
        String _ = fixture.dead.put("no JSON");
        List<String> shown = new ArrayList<>();
        ReplayDryRun replayDryRun =
                new ReplayDryRun(
                        fixture.plan(DeadLetterFilter.ALL, change("finish=confirmed")),
                        (letter, to) -> shown.add(letter.sender().id() + " to " + to));
        Scan.Report _ = fixture.scan().run(replayDryRun);
        assertThat(shown).containsExactlyInAnyOrder("a to requests", "b to requests");
        assertThat(replayDryRun.tally().troubled()).isEqualTo(1);
        assertThat(fixture.dead.size()).isEqualTo(3);
        assertThat(fixture.dead.inFlight()).isZero();
        assertThat(fixture.requests.size()).isZero();
    }

    @Test
    void what_sqs_moved_gets_its_first_reason_so_that_its_age_is_known() throws Exception {
        String first =
                fixture.dead.putFrom(DeadLetterFixture.ARN + "bulk", DeadLetterFixture.signUp("a"));
        assertThat(fixture.replay(DeadLetterFilter.ALL).copied()).isEqualTo(1);
        Outgoing sent = fixture.bulk.contents().getFirst();
        DeadLetterReason deadLetterReason = reason(sent, DeadLetterFixture.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.replays()).isZero();
        assertThat(deadLetterReason.source().messageId()).isEqualTo(first);
        assertThat(deadLetterReason.source().queue()).isEqualTo("bulk");
        assertThat(deadLetterReason.reason().message())
                .isEqualTo("moved by SQS after 100 receives");
    }

    @Test
    void without_a_key_what_sqs_moved_goes_back_as_it_is() throws Exception {
        fixture.keys = null;
        String _ =
                fixture.dead.putFrom(
                        DeadLetterFixture.ARN + "requests", DeadLetterFixture.signUp("a"));
        ReplayTally tally = fixture.replay(DeadLetterFilter.ALL);
        assertThat(tally.unsigned()).isZero();
        assertThat(fixture.requests.contents().getFirst().attributes()).isEmpty();
    }

    private static MemberChange change(String text) {
        return switch (MemberChange.of(text)) {
            case MemberChange.Reading.Good(MemberChange memberChange) -> memberChange;
            case MemberChange.Reading.Wrong(String problem) -> throw new AssertionError(problem);
        };
    }

    private static DeadLetterReason reason(Outgoing sent, Keys keys) {
        return DeadLetterReason.read(
                sent.attributes().get("usher").stringValue(), List.of(keys), sent.body());
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
