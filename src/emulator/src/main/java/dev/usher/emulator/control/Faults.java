package dev.usher.emulator.control;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Faults on demand: latency, and rules by which calls fail or their connections drop. They can be
 * changed while the server runs; the draws come from one seeded sequence.
 */
public final class Faults {
    /** How a call fails. */
    public enum Kind {
        /** An error instead of the effect. */
        ERROR_BEFORE,
        /** The effect, but an error instead of the answer. */
        ERROR_AFTER,
        /** The connection is closed without an answer, before any effect. */
        DROP_BEFORE,
        /** The connection is closed without an answer, after the effect. */
        DROP_AFTER
    }

    /**
     * One rule.
     *
     * @param operation its name, also with the service's before it, as in permissions: {@code
     *     PutItem} or {@code dynamodb:PutItem}; {@code dynamodb:*} for any of one service, {@code
     *     *} for any at all
     * @param code the error code of the two error kinds
     * @param status its HTTP status
     * @param probability that the rule strikes a call, 0 to 1
     * @param times how often it strikes at most
     */
    public record Rule(
            String operation, Kind kind, String code, int status, double probability, int times) {
        /** Strikes the next calls of the operation with an internal error. */
        public static Rule next(String operation, Kind kind, int times) {
            return new Rule(operation, kind, "InternalErrorException", 500, 1, times);
        }

        public Rule withError(String code, int status) {
            return new Rule(operation, kind, code, status, probability, times);
        }

        public AwsError error() {
            return AwsError.of(code, status, "A fault on demand.");
        }
    }

    private record Armed(Rule rule, AtomicInteger left) {}

    private final Random random;
    private final long seed;
    private volatile List<Armed> rules = List.of();
    private volatile Duration latency;

    public Faults(Duration latency, long seed) {
        this.latency = latency;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** The seed of the draws, for a report of a failed test. */
    public long seed() {
        return seed;
    }

    public Duration latency() {
        return latency;
    }

    /** Adds this much to every call from now on. */
    public void latency(Duration each) {
        latency = each;
    }

    /** Replaces all rules. */
    public synchronized void set(List<Rule> all) {
        rules = all.stream().map(rule -> new Armed(rule, new AtomicInteger(rule.times))).toList();
    }

    /** Adds a rule to those that are there. */
    public synchronized void add(Rule rule) {
        List<Armed> more = new ArrayList<>(rules);
        more.add(new Armed(rule, new AtomicInteger(rule.times)));
        rules = List.copyOf(more);
    }

    /** No rules and no latency. */
    public synchronized void clear() {
        rules = List.of();
        latency = Duration.ZERO;
    }

    /** The rules that can still strike, with how often they can. */
    public List<Rule> rules() {
        return rules.stream()
                .filter(armed -> armed.left.get() > 0)
                .map(armed ->
                        new Rule(
                                armed.rule.operation,
                                armed.rule.kind,
                                armed.rule.code,
                                armed.rule.status,
                                armed.rule.probability,
                                armed.left.get()))
                .toList();
    }

    /**
     * The rule that strikes this call, if one does; the rule is spent by that.
     *
     * @param service as {@link dev.usher.emulator.protocol.AwsService#name} names it
     */
    public @Nullable Rule strike(String service, String operation) {
        for (Armed armed : rules) {
            Rule rule = armed.rule;
            if (matches(rule.operation, service, operation)
                    && (rule.probability >= 1 || draw() < rule.probability)) {
                int before = armed.left.getAndUpdate(left -> Math.max(0, left - 1));
                if (before > 0) {
                    return rule;
                }
            }
        }
        return null;
    }

    private static boolean matches(String pattern, String service, String operation) {
        return pattern.equals("*")
                || pattern.equals(operation)
                || pattern.equals(service + ":*")
                || pattern.equals(service + ":" + operation);
    }

    private double draw() {
        synchronized (random) {
            return random.nextDouble();
        }
    }

    /** As the control page shows it. */
    ObjectNode describe() {
        ObjectNode page = EmulatorJson.object();
        page.put("latencyMillis", latency.toMillis()).put("seed", seed);
        page.set(
                "rules",
                EmulatorJson.nodes(
                        rules().stream()
                                .map(rule ->
                                        EmulatorJson.object()
                                                .put("operation", rule.operation)
                                                .put("kind", name(rule.kind))
                                                .put("code", rule.code)
                                                .put("status", rule.status)
                                                .put("probability", rule.probability)
                                                .put("times", rule.times))
                                .toList()));
        return page;
    }

    /** Applies the JSON of a PUT; absent members stay unchanged. */
    void read(JsonNode page) {
        if (page.has("latencyMillis")) {
            latency(Duration.ofMillis(page.path("latencyMillis").asLong(0)));
        }
        if (page.has("rules")) {
            List<Rule> all = new ArrayList<>();
            page.path("rules").forEach(rule -> all.add(rule(rule)));
            set(all);
        }
    }

    private static Rule rule(JsonNode rule) {
        Kind kind;
        try {
            String name = rule.path("kind").asString("").toUpperCase(Locale.ROOT);
            kind = Kind.valueOf(name.replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw AwsError.invalidParameter(
                    "kind is one of error-before, error-after, drop-before, drop-after");
        }
        return new Rule(
                rule.path("operation").asString("*"),
                kind,
                rule.path("code").asString("InternalErrorException"),
                rule.path("status").asInt(500),
                rule.path("probability").asDouble(1),
                rule.path("times").asInt(Integer.MAX_VALUE));
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
