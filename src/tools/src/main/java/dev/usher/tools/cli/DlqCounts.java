package dev.usher.tools.cli;

import dev.usher.tools.deadletters.DeadLetter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Counts dead letters by code, type and queue; the largest count is first. */
final class DlqCounts {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Kind, List<Instant>> kinds = new LinkedHashMap<>();

    private record Kind(String code, @Nullable String type, @Nullable String queue) {}

    /**
     * @param letters the oldest first
     */
    DlqCounts(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            kinds.computeIfAbsent(
                            new Kind(
                                    letter.death().code(),
                                    letter.sender().type(),
                                    letter.death().queue()),
                            k -> new ArrayList<>())
                    .add(letter.death().times().known());
        }
    }

    void print(boolean json) {
        List<Map.Entry<Kind, List<Instant>>> sorted = new ArrayList<>(kinds.entrySet());
        sorted.sort(Comparator.comparingInt(entry -> -entry.getValue().size()));
        Table table = new Table("COUNT", "CODE", "TYPE", "FROM", "OLDEST", "NEWEST");
        int total = 0;
        for (Map.Entry<Kind, List<Instant>> entry : sorted) {
            Kind kind = entry.getKey();
            List<Instant> times = entry.getValue();
            total += times.size();
            if (json) {
                ObjectNode object = JSON.createObjectNode();
                object.put("count", times.size());
                object.put("code", kind.code());
                object.put("type", kind.type());
                object.put("queue", kind.queue());
                object.put("oldest", times.getFirst().toString());
                object.put("newest", times.getLast().toString());
                System.out.println(object);
            } else {
                table.add(
                        "%,d".formatted(times.size()),
                        kind.code(),
                        kind.type(),
                        kind.queue(),
                        times.getFirst().truncatedTo(ChronoUnit.SECONDS),
                        times.getLast().truncatedTo(ChronoUnit.SECONDS));
            }
        }
        if (!json) {
            table.print();
        }
        System.err.println(DlqNotes.letters(total));
    }
}
