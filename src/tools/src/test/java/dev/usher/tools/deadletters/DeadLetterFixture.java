package dev.usher.tools.deadletters;

import dev.usher.runtime.Waiter;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Queues.Depth;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.worker.DeadLetterReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A fake dead-letter queue and two fake lanes. */
final class DeadLetterFixture {
    static final Keys KEYS = new Keys(new byte[32]);
    static final KeyRing RING = ring(KEYS);
    static final List<String> CODES =
            List.of("RETRIES_EXHAUSTED", "INVALID_REQUEST", "STRANDED", "LIMIT_EXCEEDED");
    static final Instant FAILED = Instant.parse("2026-11-22T03:00:00Z");
    static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

    InstantSource clock = InstantSource.system();
    Waiter waiter = Thread::sleep;
    @Nullable KeyRing keys = RING;
    final FakeQueue dead;
    final FakeQueue requests;
    final FakeQueue bulk;

    DeadLetterFixture() {
        this("");
    }

    /** With FIFO queues. */
    static DeadLetterFixture fifo() {
        return new DeadLetterFixture(".fifo");
    }

    private DeadLetterFixture(String suffix) {
        dead = new FakeQueue("dead" + suffix, () -> clock.instant());
        requests = new FakeQueue("requests" + suffix, () -> clock.instant());
        bulk = new FakeQueue("bulk" + suffix, () -> clock.instant());
        dead.patience(Duration.ofMillis(30));
    }

    /** A clock that is ahead of the system's. */
    static InstantSource ahead(Duration some) {
        return () -> Instant.now().plus(some);
    }

    static KeyRing ring(Keys... versions) {
        return new KeyRing() {
            @Override
            public List<Keys> versions() {
                return List.of(versions);
            }

            @Override
            public List<Keys> reread() {
                return List.of(versions);
            }
        };
    }

    WorkerRuntime runtime() {
        return new WorkerRuntime(clock, waiter, new Random(1), new SimpleMeterRegistry());
    }

    Scan scan() {
        return new Scan(
                dead,
                new Depth(dead.size() - dead.inFlight(), dead.inFlight(), 0, clock.instant()),
                runtime());
    }

    DeadLetterReader inspection() {
        return new DeadLetterReader(keys, arn -> OptionalInt.of(100));
    }

    MessageCopier copying(MemberChange... changes) {
        return new MessageCopier(
                dead,
                new ReplayDestinations(requests, bulk),
                new ReasonSigner(inspection(), keys, clock),
                changes.length == 0
                        ? null
                        : new MessageCopier.Changes(new RequestChanges(List.of(changes)), "run-1"));
    }

    Replay.Plan plan(Predicate<DeadLetter> filter, MemberChange... changes) {
        return new Replay.Plan(
                inspection(),
                filter,
                copying(changes),
                new SendRateLimiter(Double.POSITIVE_INFINITY, clock, waiter));
    }

    ReplayTally replay(Predicate<DeadLetter> filter, MemberChange... changes)
            throws InterruptedException {
        Scan scan = scan();
        Replay replay = new Replay(dead, plan(filter, changes), scan::stopped, runtime());
        Scan.Report _ = scan.run(replay);
        return replay.tally();
    }

    static DeadLetterFilter codes(String... codes) {
        return new DeadLetterFilter(
                Set.of(codes), Set.of(), Set.of(), Set.of(), new DeadLetterFilter.Span(null, null));
    }

    static DeadLetterFilter ids(String... ids) {
        return new DeadLetterFilter(
                Set.of(), Set.of(), Set.of(ids), Set.of(), new DeadLetterFilter.Span(null, null));
    }

    static String signUp(String id) {
        return """
        {"type":"signup","id":"%s","username":"%s","password":"Pl4nted-secret"}\
        """
                .formatted(id, id);
    }

    static DeadLetterReason reason(
            String code, @Nullable Map<String, MessageAttributeValue> inside) {
        return new DeadLetterReason(
                new DeadLetterReason.Reason(code, "because", 5),
                2,
                new DeadLetterReason.Source("requests", "m-1", FAILED.minusSeconds(60)),
                FAILED,
                inside);
    }

    /** A dead letter as the worker sends it. */
    String addDeadLetter(String id, String code) {
        return addDeadLetter(signUp(id), reason(code, null), Map.of("own", string("x")));
    }

    String addDeadLetter(
            String body,
            DeadLetterReason deadLetterReason,
            Map<String, MessageAttributeValue> own) {
        return dead.put(body, withReason(body, deadLetterReason, own));
    }

    static Map<String, MessageAttributeValue> withReason(
            String body,
            DeadLetterReason deadLetterReason,
            Map<String, MessageAttributeValue> own) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(own);
        attributes.put(DeadLetterReason.NAME, string(deadLetterReason.write(KEYS, body)));
        return attributes;
    }

    static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
