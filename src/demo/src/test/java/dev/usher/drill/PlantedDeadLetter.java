package dev.usher.drill;

import dev.usher.secrets.Keys;
import dev.usher.worker.DeadLetterReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A dead letter that is planted; its body holds a secret.
 *
 * @param id the request's; of those that have none, what they would have
 */
record PlantedDeadLetter(
        String id, String code, String body, Map<String, MessageAttributeValue> attributes) {
    /** What all secrets begin with, and nothing else does. */
    static final String SECRET = "Pl4nted-Secret-";

    /** One in four has each; the last is of those that SQS moved by itself. */
    static final List<String> CODES =
            List.of("RETRIES_EXHAUSTED", "STRANDED", "INVALID_REQUEST", "-");

    static List<PlantedDeadLetter> plan(int count, Keys keys, Instant now) {
        List<PlantedDeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(letter(i, CODES.get(i % CODES.size()), keys, now));
        }
        return letters;
    }

    private static PlantedDeadLetter letter(int number, String code, Keys keys, Instant now) {
        String id = "d-%05d".formatted(number);
        boolean readable = !code.equals("INVALID_REQUEST");
        String body =
                """
                {"type":"signup",%s"username":"%s","%s":"%s%d","finish":"confirmed"}\
                """
                        .formatted(
                                readable ? "\"id\":\"" + id + "\"," : "",
                                id,
                                readable ? "password" : "pasword",
                                SECRET,
                                number);
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        attributes.put("tenant", text("crm"));
        if (!code.equals("-")) {
            DeadLetterReason deadLetterReason =
                    new DeadLetterReason(
                            new DeadLetterReason.Reason(code, "planted by the drill", 5),
                            0,
                            new DeadLetterReason.Source(
                                    DrillQueues.REQUESTS, id, now.minus(Duration.ofHours(1))),
                            now.minus(Duration.ofMinutes(30)),
                            null);
            attributes.put(DeadLetterReason.NAME, text(deadLetterReason.write(keys, body)));
        }
        return new PlantedDeadLetter(id, code, body, attributes);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
