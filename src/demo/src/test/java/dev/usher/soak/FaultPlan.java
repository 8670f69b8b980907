package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.emulator.cognito.Quotas;
import dev.usher.emulator.cognito.Quotas.Category;
import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.Faults.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the workers have to work in: calls that fail, connections that drop, quotas that are low.
 */
final class FaultPlan {
    private static final Duration LATENCY = Duration.ofMillis(3);
    private static final double ERRORS = 0.025;
    private static final double DROPS = 0.005;

    /** Calls a second that Cognito takes; the workers are set to more than that together. */
    private static final Map<Category, Integer> QUOTAS =
            Map.of(
                    Category.USER_CREATION, 25,
                    Category.USER_AUTHENTICATION, 40,
                    Category.RESPOND_TO_AUTH_CHALLENGE, 40,
                    Category.USER_READ, 40);

    private final Account account;

    private FaultPlan(Account account) {
        this.account = account;
    }

    /** Everything that can go wrong does. */
    static FaultPlan foul(Account account) {
        Faults faults = account.aws.faults();
        faults.set(
                List.of(
                        rule(Kind.ERROR_BEFORE, ERRORS),
                        rule(Kind.ERROR_AFTER, ERRORS),
                        rule(Kind.DROP_BEFORE, DROPS),
                        rule(Kind.DROP_AFTER, DROPS)));
        faults.latency(LATENCY);
        Quotas quotas = account.aws.cognito().quotas();
        QUOTAS.forEach(quotas::rate);
        quotas.hold(true);
        return new FaultPlan(account);
    }

    /** The workers' settings; each may take all there is. */
    static Map<String, String> rates() {
        return Map.of(
                "USHER_CREATE_RATE", "30", "USHER_AUTH_RATE", "45", "USHER_RESPOND_RATE", "45");
    }

    private static Faults.Rule rule(Kind kind, double probability) {
        return new Faults.Rule(
                "*", kind, "InternalErrorException", 500, probability, Integer.MAX_VALUE);
    }

    /** How many calls met each kind of fault so far. */
    Map<Kind, Integer> struck() {
        Map<Kind, Integer> struck = new EnumMap<>(Kind.class);
        account.aws
                .faults()
                .rules()
                .forEach(rule -> struck.put(rule.kind(), Integer.MAX_VALUE - rule.times()));
        return struck;
    }
}
