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
    private final Morgue morgue = new Morgue();

    @Test
    void a_copy_is_the_message_to_the_last_attribute_and_its_stamp_still_counts() throws Exception {
        String _ = morgue.bury("a", "STRANDED");
        Outgoing before = morgue.dead.contents().getFirst();
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(1);
        Outgoing after = morgue.requests.contents().getFirst();
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.attributes()).isEqualTo(before.attributes()).containsKeys("own", "usher");
        assertThat(after.traceHeader()).isEqualTo("Root=1-2-3");
        assertThat(stamp(after, Morgue.KEYS)).isNotNull();
    }

    @Test
    void on_a_standard_queue_a_copy_keeps_its_tenant() throws Exception {
        String _ = morgue.dead.putInGroup("tenant-1", Morgue.signUp("a"));
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(1);
        assertThat(morgue.requests.contents().getFirst().order())
                .isEqualTo(new Outgoing.Order("tenant-1", null));
    }

    @Test
    void ten_attributes_travel_on_inside_the_stamp() throws Exception {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("own" + i, Morgue.string("x" + i));
        }
        String _ = morgue.bury(Morgue.signUp("a"), Morgue.stamp("STRANDED", ten), Map.of());
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(1);
        DeadLetterReason deadLetterReason =
                stamp(morgue.requests.contents().getFirst(), Morgue.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.attributes()).isEqualTo(ten);
    }

    @Test
    void a_mended_request_is_signed_anew_where_the_key_is_to_be_had() throws Exception {
        Keys newer = new Keys(filled(7));
        morgue.keys = Morgue.ring(newer, Morgue.KEYS);
        String _ = morgue.bury("a", "STRANDED");
        ReplayTally tally =
                morgue.replay(
                        Filter.ALL,
                        change("attributes.email=a@example.com"),
                        MemberChange.secret("password", Secret.of("N3w-secret-word")));
        assertThat(tally.troubles()).isEmpty();
        assertThat(tally.unsigned()).isZero();
        Outgoing sent = morgue.requests.contents().getFirst();
        assertThat(sent.body()).contains("a@example.com", "N3w-secret-word", "\"id\":\"a\"");
        DeadLetterReason deadLetterReason = stamp(sent, newer);
        assertThat(deadLetterReason).isEqualTo(Morgue.stamp("STRANDED", null));
        assertThat(sent.attributes()).containsKey("own");
    }

    @Test
    void without_a_key_a_mended_request_loses_its_stamp_but_none_of_its_attributes()
            throws Exception {
        morgue.keys = null;
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("own" + i, Morgue.string("x" + i));
        }
        String _ = morgue.bury(Morgue.signUp("a"), Morgue.stamp("STRANDED", ten), Map.of());
        ReplayTally tally = morgue.replay(Filter.ALL, change("finish=confirmed"));
        assertThat(tally.unsigned()).isEqualTo(1);
        assertThat(morgue.requests.contents().getFirst().attributes()).isEqualTo(ten);
    }

    @Test
    void a_forged_stamp_is_dropped_and_a_first_one_signed_in_its_place() throws Exception {
        Map<String, MessageAttributeValue> planted = Map.of("planted", Morgue.string("x"));
        DeadLetterReason forged = Morgue.stamp("STRANDED", planted);
        String body = Morgue.signUp("a");
        String _ =
                morgue.dead.put(
                        body,
                        Map.of("usher", Morgue.string(forged.write(new Keys(filled(9)), body))));
        ReplayTally tally = morgue.replay(Filter.ALL, change("finish=confirmed"));
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.unsigned()).isZero();
        Outgoing sent = morgue.requests.contents().getFirst();
        assertThat(sent.attributes()).containsOnlyKeys("usher");
        DeadLetterReason deadLetterReason = stamp(sent, Morgue.KEYS);
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
    void a_stamp_that_is_none_is_dropped_without_a_key_too() throws Exception {
        morgue.keys = null;
        String _ = morgue.dead.put(Morgue.signUp("a"), Map.of("usher", Morgue.string("x")));
        assertThat(morgue.replay(Filter.ALL).unsigned()).isZero();
        assertThat(morgue.requests.contents().getFirst().attributes()).isEmpty();
    }

    @Test
    void what_sqs_moved_after_a_replay_counts_that_and_keeps_its_age() throws Exception {
        String body = Morgue.signUp("a");
        Map<String, MessageAttributeValue> own = Map.of("own", Morgue.string("x"));
        DeadLetterReason earlier = Morgue.stamp("STRANDED", own);
        String id =
                morgue.dead.putFrom(
                        Morgue.ARN + "bulk", body, Morgue.stamped(body, earlier, Map.of()));
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(1);
        DeadLetterReason deadLetterReason = stamp(morgue.bulk.contents().getFirst(), Morgue.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.reason().code()).isEqualTo("-");
        assertThat(deadLetterReason.replays()).isEqualTo(3);
        assertThat(deadLetterReason.source())
                .isEqualTo(new DeadLetterReason.Source("bulk", id, earlier.source().firstSentAt()));
        assertThat(deadLetterReason.attributes()).isEqualTo(own);
    }

    @Test
    void what_would_still_be_no_valid_request_is_not_moved_and_named() throws Exception {
        String _ = morgue.dead.put("{\"type\":\"signup\",\"id\":\"a\",\"username\":\"u u\"}");
        String _ = morgue.dead.put("password=Pl4nted-secret");
        String _ = morgue.dead.put("{\"id\":\"x\",\"id\":\"y\",\"password\":\"Pl4nted-secret\"}");
        String _ = morgue.bury("b", "STRANDED");
        ReplayTally tally = morgue.replay(Filter.ALL, change("finish=confirmed"));
        assertThat(tally.copied()).isEqualTo(1);
        assertThat(tally.troubles())
                .hasSize(3)
                .anySatisfy(t -> assertThat(t).startsWith("a: not moved").contains("/username"))
                .allSatisfy(t -> assertThat(t).doesNotContain("Pl4nted-secret", "u u"));
        assertThat(morgue.dead.size()).isEqualTo(3);
        assertThat(morgue.dead.inFlight()).isZero();
    }

    @Test
    void two_mendings_are_two_messages_to_a_fifo_queue() throws Exception {
        Morgue fifo = Morgue.fifo();
        fifo.waiter = duration -> Thread.sleep(1);
        String _ = fifo.dead.putInGroup("x", Morgue.signUp("a"));
        assertThat(fifo.copying(change("finish=invite"))).isNotNull();
        fifo.dead.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Retryable("Lost") : null);
        assertThat(fifo.replay(Filter.ALL).copied()).isEqualTo(1);
        fifo.clock = Morgue.ahead(Duration.ofMinutes(2));
        fifo.dead.fault((operation, entry) -> null);
        assertThat(fifo.replay(Filter.ALL, change("finish=confirmed")).copied()).isEqualTo(1);
        assertThat(fifo.requests.size()).isEqualTo(2);
    }

    @Test
    void a_rehearsal_tells_where_each_would_go_and_moves_nothing() throws Exception {
        String _ = morgue.bury("a", "STRANDED");
        String _ = morgue.bury("b", "LIMIT_EXCEEDED");
        String _ = morgue.dead.put("no JSON");
        List<String> told = new ArrayList<>();
        ReplayDryRun replayDryRun =
                new ReplayDryRun(
                        morgue.plan(Filter.ALL, change("finish=confirmed")),
                        (letter, to) -> told.add(letter.sender().id() + " to " + to));
        Scan.Report _ = morgue.scan().run(replayDryRun);
        assertThat(told).containsExactlyInAnyOrder("a to requests", "b to requests");
        assertThat(replayDryRun.tally().troubled()).isEqualTo(1);
        assertThat(morgue.dead.size()).isEqualTo(3);
        assertThat(morgue.dead.inFlight()).isZero();
        assertThat(morgue.requests.size()).isZero();
    }

    @Test
    void what_sqs_moved_by_itself_gets_its_first_stamp_that_its_age_may_be_known()
            throws Exception {
        String first = morgue.dead.putFrom(Morgue.ARN + "bulk", Morgue.signUp("a"));
        assertThat(morgue.replay(Filter.ALL).copied()).isEqualTo(1);
        Outgoing sent = morgue.bulk.contents().getFirst();
        DeadLetterReason deadLetterReason = stamp(sent, Morgue.KEYS);
        assertThat(deadLetterReason).isNotNull();
        assertThat(deadLetterReason.replays()).isZero();
        assertThat(deadLetterReason.source().messageId()).isEqualTo(first);
        assertThat(deadLetterReason.source().queue()).isEqualTo("bulk");
        assertThat(deadLetterReason.reason().message())
                .isEqualTo("moved by SQS after 100 receives");
    }

    @Test
    void without_a_key_what_sqs_moved_goes_back_as_it_is() throws Exception {
        morgue.keys = null;
        String _ = morgue.dead.putFrom(Morgue.ARN + "requests", Morgue.signUp("a"));
        ReplayTally tally = morgue.replay(Filter.ALL);
        assertThat(tally.unsigned()).isZero();
        assertThat(morgue.requests.contents().getFirst().attributes()).isEmpty();
    }

    private static MemberChange change(String text) {
        return switch (MemberChange.of(text)) {
            case MemberChange.Reading.Good(MemberChange memberChange) -> memberChange;
            case MemberChange.Reading.Wrong(String problem) -> throw new AssertionError(problem);
        };
    }

    private static DeadLetterReason stamp(Outgoing sent, Keys keys) {
        return DeadLetterReason.read(
                sent.attributes().get("usher").stringValue(), List.of(keys), sent.body());
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
