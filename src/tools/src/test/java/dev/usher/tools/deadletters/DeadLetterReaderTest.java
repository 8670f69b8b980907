package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.worker.DeadLetterReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterReaderTest {
    private final DeadLetterFixture fixture = new DeadLetterFixture();

    private List<DeadLetter> list(DeadLetterFilter filter) throws InterruptedException {
        List<DeadLetter> found = Collections.synchronizedList(new ArrayList<>());
        Scan.Report _ =
                fixture.scan()
                        .run(
                                new MatchingLetters(
                                        fixture.inspection(),
                                        filter,
                                        (letter, _) -> found.add(letter)));
        return found;
    }

    private DeadLetter one() throws InterruptedException {
        List<DeadLetter> found = list(DeadLetterFilter.ALL);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void a_dead_letter_of_the_worker_has_all_its_facts() throws Exception {
        String messageId = fixture.addDeadLetter("order-1", "STRANDED");
        assertThat(one())
                .isEqualTo(
                        new DeadLetter(
                                messageId,
                                new DeadLetter.Sender("order-1", "signup", "order-1"),
                                new DeadLetter.Death(
                                        "STRANDED",
                                        "because",
                                        new DeadLetter.Count(5, 2),
                                        "requests",
                                        new DeadLetter.Times(
                                                DeadLetterFixture.FAILED.minusSeconds(60),
                                                DeadLetterFixture.FAILED)),
                                ReasonTrust.VERIFIED));
    }

    @Test
    void a_reason_is_unverified_without_a_key_and_forged_with_the_wrong_one() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        fixture.keys = null;
        assertThat(one().trust()).isEqualTo(ReasonTrust.UNVERIFIED);
        byte[] other = new byte[32];
        other[0] = 1;
        fixture.keys = DeadLetterFixture.ring(new dev.usher.secrets.Keys(other));
        assertThat(one().trust()).isEqualTo(ReasonTrust.FORGED);
        fixture.dead.clear();
        String _ = fixture.dead.put("x", Map.of("usher", DeadLetterFixture.string("not a reason")));
        assertThat(one().trust()).isEqualTo(ReasonTrust.FORGED);
        assertThat(one().death().code()).isEqualTo("-");
    }

    @Test
    void what_sqs_moved_is_distinguished_from_what_has_no_reason() throws Exception {
        String _ =
                fixture.dead.putFrom(
                        DeadLetterFixture.ARN + "requests", DeadLetterFixture.signUp("a"));
        DeadLetter letter = one();
        assertThat(letter.death().reason()).isEqualTo("moved by SQS after 100 receives");
        assertThat(letter.death().code()).isEqualTo("-");
        assertThat(letter.death().queue()).isEqualTo("requests");
        assertThat(letter.trust()).isEqualTo(ReasonTrust.NONE);
        fixture.dead.clear();
        String _ = fixture.dead.put("x");
        assertThat(one().death().reason()).isEqualTo("no reason given");
    }

    @Test
    void a_forged_reason_is_ignored() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        byte[] other = new byte[32];
        other[0] = 1;
        fixture.keys = DeadLetterFixture.ring(new dev.usher.secrets.Keys(other));
        DeadLetter.Death death = one().death();
        assertThat(death.code()).isEqualTo("-");
        assertThat(death.reason()).isEqualTo("no reason given");
        assertThat(death.queue()).isNull();
        assertThat(death.count()).isEqualTo(new DeadLetter.Count(0, 0));
        assertThat(death.times().known()).isAfter(DeadLetterFixture.FAILED);
        assertThat(list(DeadLetterFixture.codes("STRANDED"))).isEmpty();
    }

    @Test
    void a_reason_on_what_sqs_moved_is_of_an_earlier_dead_letter() throws Exception {
        String body = DeadLetterFixture.signUp("a");
        DeadLetterReason earlier = DeadLetterFixture.reason("STRANDED", null);
        String _ =
                fixture.dead.putFrom(
                        DeadLetterFixture.ARN + "bulk",
                        body,
                        DeadLetterFixture.withReason(body, earlier, Map.of()));
        DeadLetter letter = one();
        assertThat(letter.trust()).isEqualTo(ReasonTrust.NONE);
        assertThat(letter.death().code()).isEqualTo("-");
        assertThat(letter.death().reason()).isEqualTo("moved by SQS after 100 receives");
        assertThat(letter.death().queue()).isEqualTo("bulk");
        assertThat(letter.death().times().failedAt()).isNull();
        assertThat(letter.death().count()).isEqualTo(new DeadLetter.Count(0, 3));
    }

    @Test
    void each_kind_of_filter_leaves_out_what_does_not_fit() throws Exception {
        String first = fixture.addDeadLetter("a", "STRANDED");
        String _ = fixture.addDeadLetter("b", "RETRIES_EXHAUSTED");
        String _ =
                fixture.addDeadLetter(
                        "{\"type\":\"signin\",\"id\":\"c\",\"username\":\"ada\",\"password\":\"x\"}",
                        new DeadLetterReason(
                                new DeadLetterReason.Reason("STRANDED", "because", 1),
                                0,
                                new DeadLetterReason.Source("bulk", "m", DeadLetterFixture.FAILED),
                                DeadLetterFixture.FAILED.plus(Duration.ofHours(1)),
                                null),
                        Map.of());
        String _ = fixture.dead.put("unreadable");
        assertThat(ids(DeadLetterFixture.codes("STRANDED"))).containsExactlyInAnyOrder("a", "c");
        assertThat(ids(DeadLetterFixture.codes("STRANDED", "RETRIES_EXHAUSTED")))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(ids(DeadLetterFixture.codes("-"))).containsExactly("null");
        assertThat(ids(DeadLetterFixture.ids("a", "c"))).containsExactlyInAnyOrder("a", "c");
        assertThat(ids(DeadLetterFixture.ids(first))).containsExactly("a");
        assertThat(ids(with(Set.of("signin"), Set.of(), null, null))).containsExactly("c");
        assertThat(ids(with(Set.of(), Set.of("ada", "b"), null, null)))
                .containsExactlyInAnyOrder("b", "c");
        Instant failed = DeadLetterFixture.FAILED;
        // The unreadable one counts as failed when it was sent.
        assertThat(ids(with(Set.of(), Set.of(), failed, failed.plusSeconds(1))))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(ids(with(Set.of(), Set.of(), failed.plusSeconds(1), failed.plusSeconds(3_601))))
                .containsExactly("c");
    }

    private List<String> ids(DeadLetterFilter filter) throws InterruptedException {
        return list(filter).stream().map(letter -> String.valueOf(letter.sender().id())).toList();
    }

    private static DeadLetterFilter with(
            Set<String> types,
            Set<String> usernames,
            @Nullable Instant since,
            @Nullable Instant until) {
        return new DeadLetterFilter(
                Set.of(), types, Set.of(), usernames, new DeadLetterFilter.Span(since, until));
    }
}
