package dev.usher.cognito;

import dev.usher.cognito.CognitoFault.Cause;
import dev.usher.cognito.OutageProbe.Finding;
import dev.usher.cognito.Pacer.Turn;
import dev.usher.flow.CognitoOutage;
import dev.usher.flow.Fence;
import dev.usher.flow.OperatorFault;
import dev.usher.flow.Refusal;
import dev.usher.flow.TransientFault;
import dev.usher.message.Secret;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes calls: each waits for its turn, passes the fence, is tried again after a transient fault,
 * and ends in an answer, a refusal, or an exception that shows whose the fault is.
 */
final class CognitoCalls {
    private static final int TRIES = 4;

    /** A throttled call is known to have had no effect, and the pacer sees to it that few are. */
    private static final int THROTTLED_TRIES = 10;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Pacers pacers;
    private final ClientSecret clientSecret;
    private final OutageProbe probe;
    private final OutageDetector outages;
    private final CognitoMetrics meters;
    private final RandomGenerator random;

    /** They decide whether a fault is this request's alone. */
    record Doubts(OutageProbe probe, OutageDetector outages) {}

    /** What a call came to. */
    sealed interface Answer<R> {
        /**
         * @param unclear whether an earlier try of it may have had its effect already
         */
        record Done<R>(R response, boolean unclear) implements Answer<R> {}

        record Refused<R>(Refusal refusal, boolean unclear) implements Answer<R> {}
    }

    CognitoCalls(
            Pacers pacers,
            ClientSecret clientSecret,
            Doubts doubts,
            MeterRegistry registry,
            RandomGenerator random) {
        this.pacers = pacers;
        this.clientSecret = clientSecret;
        this.probe = doubts.probe();
        this.outages = doubts.outages();
        this.meters = new CognitoMetrics(registry);
        this.random = random;
        pacers.report(registry);
        outages.report(registry);
    }

    /** Whether calls work without any request; if so, they are let through again. */
    boolean inOrder() {
        boolean inOrder = probe.inOrder();
        if (inOrder) {
            outages.over();
        }
        return inOrder;
    }

    boolean roomForBulk() {
        return pacers.roomForBulk();
    }

    /**
     * Whose calls they are.
     *
     * @param fence asked before every try that may have an effect; gets every wait for a turn
     * @param traffic what they compete for quota as
     */
    record Caller(Fence fence, TrafficClass traffic) {
        static final Caller NO_REQUEST = new Caller(Fence.OPEN, TrafficClass.INTERACTIVE);
    }

    <R> Answer<R> call(CognitoOperation cognitoOperation, Caller caller, Supplier<R> sdkCall) {
        return new Call<>(cognitoOperation, caller, sdkCall).answer();
    }

    /** One call with all its tries; remembers whether one of them went unanswered. */
    private final class Call<R> {
        private final CognitoOperation cognitoOperation;
        private final Caller caller;
        private final Supplier<R> sdkCall;
        private final Set<Secret> refusedSecrets = new HashSet<>();
        private boolean unclear;
        private int tries;
        private int unclearTries;
        private int throttledTries;
        private boolean down;
        private boolean throttled;

        Call(CognitoOperation cognitoOperation, Caller caller, Supplier<R> sdkCall) {
            this.cognitoOperation = cognitoOperation;
            this.caller = caller;
            this.sdkCall = sdkCall;
        }

        Answer<R> answer() {
            RetryConfig config =
                    RetryConfig.custom()
                            .maxAttempts(TRIES + THROTTLED_TRIES)
                            .retryOnException(e -> e instanceof TransientFault && mayTryAgain())
                            .intervalFunction(_ -> throttled ? 0 : fullJitter())
                            .build();
            try {
                return Retry.of("cognito", config).executeSupplier(this::attempt);
            } catch (TransientFault fault) {
                // Was it Cognito as a whole that failed the tries?
                if (down && outages.ongoing()) {
                    throw new CognitoOutage(
                            OutageDetector.text(cognitoOperation, "ended in " + fault.what()),
                            unclear);
                }
                throw fault;
            }
        }

        /** A try too many might do more than was asked for. */
        private boolean mayTryAgain() {
            return throttled
                    ? throttledTries < THROTTLED_TRIES
                    : tries - throttledTries < TRIES
                            && unclearTries < cognitoOperation.unclearTries();
        }

        /** Exponential with full jitter: anything between nothing and the doubled pause. */
        private long fullJitter() {
            long longest = FIRST_PAUSE_MILLIS << (tries - throttledTries - 1);
            return 1 + random.nextLong(Math.min(longest, LONGEST_PAUSE_MILLIS));
        }

        private Answer<R> attempt() {
            throttled = false;
            tries++;
            outages.admit(cognitoOperation, unclear);
            Turn turn = awaitTurn();
            if (cognitoOperation.hasEffect()) {
                caller.fence().check();
            }
            Optional<Secret> secret = clientSecret.current();
            try {
                R response = meters.make(cognitoOperation, sdkCall);
                meters.answered(cognitoOperation);
                turn.accepted();
                outages.answered(cognitoOperation);
                return new Answer.Done<>(response, unclear);
            } catch (SdkException e) {
                CognitoFault cognitoFault = CognitoErrors.read(e);
                report(turn, cognitoFault);
                return fault(cognitoFault, secret);
            }
        }

        /** The pacer and the circuit breaker learn from every answer. */
        private void report(Turn turn, CognitoFault cognitoFault) {
            Cause cause = cognitoFault instanceof CognitoFault.Transient lost ? lost.cause() : null;
            down = cause == Cause.OUTAGE;
            if (down) {
                outages.failed(cognitoOperation);
                return;
            }
            outages.answered(cognitoOperation);
            throttled = cause == Cause.QUOTA;
            if (throttled) {
                throttledTries++;
                meters.throttled(cognitoOperation);
                turn.throttled();
            } else {
                turn.accepted();
            }
        }

        private Answer<R> fault(CognitoFault cognitoFault, Optional<Secret> secret) {
            return switch (cognitoFault) {
                case CognitoFault.Refused(Refusal refusal) -> {
                    meters.failed(cognitoOperation, refusal.cognitoError());
                    yield new Answer.Refused<>(refusal, unclear);
                }
                case CognitoFault.Transient(String code, boolean mayHaveHappened, var cause) -> {
                    meters.failed(cognitoOperation, code);
                    unclear |= mayHaveHappened;
                    unclearTries += mayHaveHappened ? 1 : 0;
                    // After the last throttled try: is the quota used up for every request?
                    boolean usedUp =
                            cause == Cause.QUOTA
                                    && !mayTryAgain()
                                    && probe.look(cognitoOperation) == Finding.THROTTLED;
                    throw new TransientFault(code, unclear, usedUp);
                }
                case CognitoFault.WrongClientSecret(String code) -> {
                    meters.failed(cognitoOperation, code);
                    secret.ifPresent(refusedSecrets::add);
                    if (clientSecret.replace(refusedSecrets)) {
                        throw new TransientFault("the client secret was rotated", unclear);
                    }
                    // If another user can sign in, this request's username does not fit.
                    yield suspect(
                            probe.look(CognitoOperation.ADMIN_INITIATE_AUTH),
                            code,
                            OutageProbe.PUT_SECRET,
                            Refusal.Kind.NOT_AUTHORIZED);
                }
                case CognitoFault.Suspect(String code, String fix) -> {
                    meters.failed(cognitoOperation, code);
                    boolean noSuchGroup =
                            cognitoOperation == CognitoOperation.ADMIN_ADD_USER_TO_GROUP
                                    && code.equals("ResourceNotFoundException");
                    yield suspect(
                            probe.look(cognitoOperation),
                            code,
                            fix,
                            noSuchGroup ? Refusal.Kind.GROUP_NOT_FOUND : null);
                }
            };
        }

        /**
         * The operator's fault only if a call that carries nothing of the request meets it too.
         *
         * @param kind of the refusal if it does not; null if the fault is transient then
         */
        private Answer<R> suspect(
                Finding finding, String code, String fix, Refusal.@Nullable Kind kind) {
            return switch (finding) {
                case SET_UP ->
                        throw new OperatorFault(
                                "%s: %s; %s".formatted(cognitoOperation.apiName(), code, fix));
                case OUT -> {
                    down = true;
                    throw new TransientFault(code, unclear);
                }
                case THROTTLED -> throw new TransientFault(code, unclear, true);
                case IN_ORDER -> {
                    if (kind == null) {
                        throw new TransientFault(code, unclear);
                    }
                    yield new Answer.Refused<>(new Refusal(kind, code), unclear);
                }
            };
        }

        private Turn awaitTurn() {
            caller.fence().waits();
            try {
                return meters.await(pacers, cognitoOperation, caller.traffic());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientFault("interrupted", unclear);
            } finally {
                caller.fence().goesOn();
            }
        }
    }
}
