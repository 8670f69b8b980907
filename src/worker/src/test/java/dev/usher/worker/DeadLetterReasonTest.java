package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.secrets.Keys;
import dev.usher.sqs.QueueContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

final class DeadLetterReasonTest {
    private static final Keys KEYS = Bench.KEYS;
    private static final Keys OTHER = new Keys(filled(1));

    @Test
    void what_is_written_is_read_back() {
        for (Map<String, MessageAttributeValue> attributes : many()) {
            DeadLetterReason deadLetterReason = stamp(attributes);
            String json = deadLetterReason.write(KEYS, "body");
            assertThat(json).contains("\"firstSentAt\":\"2026-11-22T20:00:00Z\"", "\"replays\":2");
            assertThat(json.chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
            assertThat(DeadLetterReason.read(json, List.of(KEYS), "body"))
                    .isEqualTo(deadLetterReason);
        }
    }

    @Test
    void any_version_of_the_key_may_vouch_for_it_and_no_other() {
        String json = stamp(null).write(KEYS, "body");
        assertThat(DeadLetterReason.read(json, List.of(OTHER, KEYS), "body")).isNotNull();
        assertThat(DeadLetterReason.read(json, List.of(OTHER), "body")).isNull();
    }

    @Test
    void it_vouches_for_no_other_body_and_no_changed_member() {
        String json = stamp(many().getLast()).write(KEYS, "body");
        assertThat(DeadLetterReason.read(json, List.of(KEYS), "bodx")).isNull();
        List<String> changed =
                List.of(
                        json.replace("STRANDED", "STRANDEX"),
                        json.replace("half", "hale"),
                        json.replace("\"attempts\":5", "\"attempts\":6"),
                        json.replace("\"replays\":2", "\"replays\":3"),
                        json.replace("\"requests\"", "\"elsewhere\""),
                        json.replace("m-1", "m-2"),
                        json.replace("20:00:00Z", "19:00:00Z"),
                        json.replace("21:00:00Z", "22:00:00Z"),
                        json.replace("\"a1\"", "\"a2\""),
                        json.replace("\"x1\"", "\"x2\""));
        for (String one : changed) {
            assertThat(one).isNotEqualTo(json);
            assertThat(DeadLetterReason.read(one, List.of(KEYS), "body")).as(one).isNull();
        }
    }

    @Test
    void what_is_no_stamp_is_none() {
        String json = stamp(null).write(KEYS, "body");
        List<String> bad =
                new ArrayList<>(
                        List.of(
                                "",
                                "{}",
                                "[]",
                                "null",
                                "x",
                                "{\"mac\":1}",
                                json.replace("2026", "20x6"),
                                "[".repeat(100_000)));
        for (int i = 1; i < json.length(); i++) {
            bad.add(json.substring(0, i));
        }
        for (String one : bad) {
            assertThat(DeadLetterReason.read(one, List.of(KEYS), "body")).isNull();
        }
    }

    private static List<@Nullable Map<String, MessageAttributeValue>> many() {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            ten.put("a" + i, QueueContract.string("x" + i + "\u00e4\uD83D\uDE00"));
        }
        ten.put(
                "bytes",
                MessageAttributeValue.builder()
                        .dataType("Binary.gif")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                        .build());
        ten.put("a1", QueueContract.string("x1"));
        return Arrays.asList(null, Map.of(), Map.copyOf(ten));
    }

    private static DeadLetterReason stamp(@Nullable Map<String, MessageAttributeValue> attributes) {
        return new DeadLetterReason(
                new DeadLetterReason.Reason("STRANDED", "half made, ä", 5),
                2,
                new DeadLetterReason.Source(
                        "requests", "m-1", Instant.parse("2026-11-22T20:00:00Z")),
                Instant.parse("2026-11-22T21:00:00Z"),
                attributes);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
