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
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes calls: each waits for its turn, passes the fence, is tried again after a transient fault,
 * and ends in an answer, a refusal, or an exception that says whose the fault is.
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
    private final Retry retry;

    /** Who is asked whether a fault is this request's alone. */
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
        this.retry = Retry.of("cognito", retries(random));
        pacers.report(registry);
        outages.report(registry);
    }

    /** Whether calls work for anybody; if so, they are let through again. */
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
     * @param fence asked before every attempt that may have an effect, told of every wait for a
     *     turn
     * @param traffic what they compete for quota as
     */
    record Caller(Fence fence, TrafficClass traffic) {
        static final Caller NOBODY = new Caller(Fence.OPEN, TrafficClass.INTERACTIVE);
    }

    <R> Answer<R> call(CognitoOperation cognitoOperation, Caller caller, Supplier<R> sdkCall) {
        Call<R> call = new Call<>(cognitoOperation, caller, sdkCall);
        try {
            return retry.executeSupplier(call::attempt);
        } catch (LastTry last) {
            throw call.outageOr(last.cognitoFault);
        } catch (TransientFault cognitoFault) {
            throw call.outageOr(cognitoFault);
        }
    }

    /** Exponential with full jitter: anything between nothing and the doubled pause. */
    private static RetryConfig retries(RandomGenerator random) {
        IntervalFunction fullJitter =
                attempt -> {
                    long longest = FIRST_PAUSE_MILLIS << Math.min(attempt - 1, 16);
                    return 1 + random.nextLong(Math.min(longest, LONGEST_PAUSE_MILLIS));
                };
        return RetryConfig.custom()
                .maxAttempts(TRIES)
                .intervalFunction(fullJitter)
                .retryOnException(TransientFault.class::isInstance)
                .build();
    }

    /** A transient fault after which trying again might do more than was asked for. */
    private static final class LastTry extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final TransientFault cognitoFault;

        LastTry(TransientFault cognitoFault) {
            super(cognitoFault.what(), cognitoFault, false, false);
            this.cognitoFault = cognitoFault;
        }
    }

    /** One call with all its tries; remembers whether one of them went unanswered. */
    private final class Call<R> {
        private final CognitoOperation cognitoOperation;
        private final Caller caller;
        private final Supplier<R> sdkCall;
        private final Set<Secret> refusedSecrets = new HashSet<>();
        private boolean unclear;
        private int unclearTries;
        private int throttledTries;
        private boolean down;

        Call(CognitoOperation cognitoOperation, Caller caller, Supplier<R> sdkCall) {
            this.cognitoOperation = cognitoOperation;
            this.caller = caller;
            this.sdkCall = sdkCall;
        }

        Answer<R> attempt() {
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
                tell(turn, cognitoFault);
                return fault(cognitoFault, secret);
            }
        }

        /** The pacer and the breaker learn from every answer, each what it is there for. */
        private void tell(Turn turn, CognitoFault cognitoFault) {
            Cause cause = cognitoFault instanceof CognitoFault.Transient lost ? lost.cause() : null;
            down = cause == Cause.OUTAGE;
            if (down) {
                outages.failed(cognitoOperation);
                return;
            }
            outages.answered(cognitoOperation);
            if (cause == Cause.QUOTA) {
                meters.throttled(cognitoOperation);
                turn.throttled();
            } else {
                turn.accepted();
            }
        }

        /** The tries are over: was it Cognito as a whole that failed them? */
        private RuntimeException outageOr(TransientFault cognitoFault) {
            return down && outages.ongoing()
                    ? new CognitoOutage(
                            OutageDetector.text(
                                    cognitoOperation, "ended in " + cognitoFault.what()),
                            unclear)
                    : cognitoFault;
        }

        private Answer<R> fault(CognitoFault cognitoFault, Optional<Secret> secret) {
            return switch (cognitoFault) {
                case CognitoFault.Refused(Refusal refusal) -> {
                    meters.failed(cognitoOperation, refusal.cognitoError());
                    yield new Answer.Refused<>(refusal, unclear);
                }
                case CognitoFault.Transient(String code, boolean mayHaveHappened, var cause) -> {
                    meters.failed(cognitoOperation, code);
                    if (cause == Cause.QUOTA) {
                        yield throttled(code);
                    }
                    unclear |= mayHaveHappened;
                    unclearTries += mayHaveHappened ? 1 : 0;
                    if (unclearTries >= cognitoOperation.unclearTries()) {
                        throw new LastTry(new TransientFault(code, unclear));
                    }
                    throw new TransientFault(code, unclear);
                }
                case CognitoFault.WrongClientSecret(String code) -> {
                    meters.failed(cognitoOperation, code);
                    secret.ifPresent(refusedSecrets::add);
                    if (clientSecret.replace(refusedSecrets)) {
                        throw new TransientFault("the client secret was rotated", unclear);
                    }
                    yield wrongSecret(code, OutageProbe.PUT_SECRET);
                }
                case CognitoFault.Suspect(String code, String mend) -> {
                    meters.failed(cognitoOperation, code);
                    yield suspect(code, mend);
                }
            };
        }

        /** Goes back to the pacer, which knows by now. */
        private Answer<R> throttled(String code) {
            throttledTries++;
            if (throttledTries < THROTTLED_TRIES) {
                return attempt();
            }
            boolean everybody = probe.look(cognitoOperation) == Finding.THROTTLED;
            throw new LastTry(new TransientFault(code, unclear, everybody));
        }

        /** If it signs in anybody else, then it is this request's username that does not fit. */
        private Answer<R> wrongSecret(String code, String mend) {
            return switch (probe.look(CognitoOperation.ADMIN_INITIATE_AUTH)) {
                case SET_UP -> throw new OperatorFault("%s: %s; %s".formatted(name(), code, mend));
                case OUT -> throw duringOutage(code);
                case THROTTLED -> throw new TransientFault(code, unclear, true);
                case IN_ORDER ->
                        new Answer.Refused<>(
                                new Refusal(Refusal.Kind.NOT_AUTHORIZED, code), unclear);
            };
        }

        /** The operator's fault only if a call that carries nothing of the request meets it too. */
        private Answer<R> suspect(String code, String mend) {
            return switch (probe.look(cognitoOperation)) {
                case SET_UP -> throw new OperatorFault("%s: %s; %s".formatted(name(), code, mend));
                case OUT -> throw duringOutage(code);
                case THROTTLED -> throw new TransientFault(code, unclear, true);
                case IN_ORDER -> {
                    if (cognitoOperation == CognitoOperation.ADMIN_ADD_USER_TO_GROUP
                            && code.equals("ResourceNotFoundException")) {
                        yield new Answer.Refused<>(
                                new Refusal(Refusal.Kind.GROUP_NOT_FOUND, code), unclear);
                    }
                    throw new TransientFault(code, unclear);
                }
            };
        }

        /** A refusal of everybody while Cognito is out says nothing yet. */
        private TransientFault duringOutage(String code) {
            down = true;
            return new TransientFault(code, unclear);
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

        private String name() {
            return cognitoOperation.apiName();
        }
    }
}
