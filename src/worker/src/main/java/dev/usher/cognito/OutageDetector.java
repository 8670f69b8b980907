package dev.usher.cognito;

import static java.util.stream.Collectors.toSet;

import dev.usher.cognito.OutageProbe.Finding;
import dev.usher.flow.CognitoOutage;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distinguishes an outage from a fault of one request. An operation that fails for many requests
 * opens its circuit breaker, and from then on its calls end at once; where one request fails, a
 * cheap read decides. In both cases a call that carries nothing of any request is made first.
 *
 * @see <a href="https://resilience4j.readme.io/docs/circuitbreaker">CircuitBreaker</a>
 */
final class OutageDetector {
    private static final Logger log = LoggerFactory.getLogger(OutageDetector.class);

    /** More calls than a single request makes in all its attempts. */
    private static final int WINDOW = 50;

    private static final Duration LOOK_VALID_FOR = Duration.ofSeconds(1);

    /** Only {@link #over()} closes it: all probing is in one place. */
    private static final CircuitBreakerConfig CONFIG =
            CircuitBreakerConfig.custom()
                    .slidingWindow(WINDOW, WINDOW, SlidingWindowType.COUNT_BASED)
                    .failureRateThreshold(50)
                    .waitDurationInOpenState(Duration.ofDays(365))
                    .build();

    private final OutageProbe outageProbe;
    private final InstantSource clock;
    private final Map<CognitoOperation, CircuitBreaker> breakers =
            new EnumMap<>(CognitoOperation.class);
    private @Nullable LastProbe last;

    private record LastProbe(Instant at, boolean out) {}

    OutageDetector(OutageProbe outageProbe, InstantSource clock) {
        this.outageProbe = outageProbe;
        this.clock = clock;
        for (CognitoOperation cognitoOperation : CognitoOperation.values()) {
            breakers.put(cognitoOperation, CircuitBreaker.of(cognitoOperation.name(), CONFIG));
        }
    }

    /**
     * Lets a call through.
     *
     * @param unclear whether an earlier try of it may have had its effect
     * @throws CognitoOutage while the operation's breaker is open
     */
    void admit(CognitoOperation cognitoOperation, boolean unclear) {
        if (!of(cognitoOperation).tryAcquirePermission()) {
            throw new CognitoOutage(text(cognitoOperation, "fails for every request"), unclear);
        }
    }

    /** Cognito answered, if only to refuse. */
    void answered(CognitoOperation cognitoOperation) {
        of(cognitoOperation).onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /** No answer, or a 5xx. */
    void failed(CognitoOperation cognitoOperation) {
        CircuitBreaker breaker = of(cognitoOperation);
        boolean wasOpen = breaker.getState() == State.OPEN;
        breaker.onError(
                0, TimeUnit.NANOSECONDS, new IllegalStateException(cognitoOperation.apiName()));
        if (!wasOpen && breaker.getState() == State.OPEN) {
            judge(cognitoOperation, breaker);
        }
    }

    private void judge(CognitoOperation cognitoOperation, CircuitBreaker breaker) {
        switch (outageProbe.look(cognitoOperation)) {
            // Only some unusual requests failed.
            case IN_ORDER, THROTTLED -> breaker.reset();
            case SET_UP, OUT -> log.error("{}", text(cognitoOperation, "fails for every request"));
        }
    }

    /**
     * Whether a read that carries nothing of any request gets no answer; made at most once a
     * second.
     */
    synchronized boolean ongoing() {
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.at().plus(LOOK_VALID_FOR))) {
            boolean out = outageProbe.look(CognitoOperation.ADMIN_GET_USER) == Finding.OUT;
            last = new LastProbe(clock.instant(), out);
        }
        return last.out();
    }

    /** A probe has found everything in order. */
    void over() {
        breakers.values().stream()
                .filter(breaker -> breaker.getState() == State.OPEN)
                .forEach(CircuitBreaker::reset);
    }

    static String text(CognitoOperation cognitoOperation, String what) {
        return "Cognito is out: %s %s; the worker recovers automatically when it ends"
                .formatted(cognitoOperation.apiName(), what);
    }

    /** By the names that operators know; two operations may share one. */
    void report(MeterRegistry meters) {
        String name = "usher.cognito.breaker.open";
        meters.find(name).meters().forEach(meters::remove);
        for (String apiName : names()) {
            var _ =
                    Gauge.builder(name, this, each -> each.open(apiName) ? 1 : 0)
                            .description("1 while a Cognito operation fails for every request")
                            .tag("operation", apiName)
                            .strongReference(true)
                            .register(meters);
        }
    }

    private Set<String> names() {
        return breakers.keySet().stream().map(CognitoOperation::apiName).collect(toSet());
    }

    private boolean open(String apiName) {
        return breakers.entrySet().stream()
                .filter(each -> each.getKey().apiName().equals(apiName))
                .anyMatch(each -> each.getValue().getState() == State.OPEN);
    }

    private CircuitBreaker of(CognitoOperation cognitoOperation) {
        return Objects.requireNonNull(breakers.get(cognitoOperation));
    }
}
