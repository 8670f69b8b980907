package dev.usher.cognito;

import dev.usher.cognito.Fault.Cause;
import dev.usher.cognito.Pacer.Turn;
import dev.usher.cognito.Probe.Finding;
import dev.usher.flow.Fence;
import dev.usher.flow.OperatorFault;
import dev.usher.flow.Outage;
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
final class Calls {
    private static final int TRIES = 4;

    /** A throttled call is known to have had no effect, and the pacer sees to it that few are. */
    private static final int THROTTLED_TRIES = 10;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Pacers pacers;
    private final ClientSecret clientSecret;
    private final Probe probe;
    private final Outages outages;
    private final CallMeters meters;
    private final Retry retry;

    /** Who is asked whether a fault is this request's alone. */
    record Doubts(Probe probe, Outages outages) {}

    /** What a call came to. */
    sealed interface Answer<R> {
        /**
         * @param unclear whether an earlier try of it may have had its effect already
         */
        record Done<R>(R response, boolean unclear) implements Answer<R> {}

        record Refused<R>(Refusal refusal, boolean unclear) implements Answer<R> {}
    }

    Calls(
            Pacers pacers,
            ClientSecret clientSecret,
            Doubts doubts,
            MeterRegistry registry,
            RandomGenerator random) {
        this.pacers = pacers;
        this.clientSecret = clientSecret;
        this.probe = doubts.probe();
        this.outages = doubts.outages();
        this.meters = new CallMeters(registry);
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
    record Caller(Fence fence, Traffic traffic) {
        static final Caller NOBODY = new Caller(Fence.OPEN, Traffic.INTERACTIVE);
    }

    <R> Answer<R> call(Operation operation, Caller caller, Supplier<R> sdkCall) {
        Call<R> call = new Call<>(operation, caller, sdkCall);
        try {
            return retry.executeSupplier(call::attempt);
        } catch (LastTry last) {
            throw call.outageOr(last.fault);
        } catch (TransientFault fault) {
            throw call.outageOr(fault);
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

        private final TransientFault fault;

        LastTry(TransientFault fault) {
            super(fault.what(), fault, false, false);
            this.fault = fault;
        }
    }

    /** One call with all its tries; remembers whether one of them went unanswered. */
    private final class Call<R> {
        private final Operation operation;
        private final Caller caller;
        private final Supplier<R> sdkCall;
        private final Set<Secret> refusedSecrets = new HashSet<>();
        private boolean unclear;
        private int unclearTries;
        private int throttledTries;
        private boolean down;

        Call(Operation operation, Caller caller, Supplier<R> sdkCall) {
            this.operation = operation;
            this.caller = caller;
            this.sdkCall = sdkCall;
        }

        Answer<R> attempt() {
            outages.admit(operation, unclear);
            Turn turn = awaitTurn();
            if (operation.hasEffect()) {
                caller.fence().check();
            }
            Optional<Secret> secret = clientSecret.current();
            try {
                R response = meters.make(operation, sdkCall);
                meters.answered(operation);
                turn.accepted();
                outages.answered(operation);
                return new Answer.Done<>(response, unclear);
            } catch (SdkException e) {
                Fault fault = Errors.read(e);
                tell(turn, fault);
                return fault(fault, secret);
            }
        }

        /** The pacer and the breaker learn from every answer, each what it is there for. */
        private void tell(Turn turn, Fault fault) {
            Cause cause = fault instanceof Fault.Transient lost ? lost.cause() : null;
            down = cause == Cause.OUTAGE;
            if (down) {
                outages.failed(operation);
                return;
            }
            outages.answered(operation);
            if (cause == Cause.QUOTA) {
                meters.throttled(operation);
                turn.throttled();
            } else {
                turn.accepted();
            }
        }

        /** The tries are over: was it Cognito as a whole that failed them? */
        private RuntimeException outageOr(TransientFault fault) {
            return down && outages.ongoing()
                    ? new Outage(Outages.text(operation, "ended in " + fault.what()), unclear)
                    : fault;
        }

        private Answer<R> fault(Fault fault, Optional<Secret> secret) {
            return switch (fault) {
                case Fault.Refused(Refusal refusal) -> {
                    meters.failed(operation, refusal.cognitoError());
                    yield new Answer.Refused<>(refusal, unclear);
                }
                case Fault.Transient(String code, boolean mayHaveHappened, var cause) -> {
                    meters.failed(operation, code);
                    if (cause == Cause.QUOTA) {
                        yield throttled(code);
                    }
                    unclear |= mayHaveHappened;
                    unclearTries += mayHaveHappened ? 1 : 0;
                    if (unclearTries >= operation.unclearTries()) {
                        throw new LastTry(new TransientFault(code, unclear));
                    }
                    throw new TransientFault(code, unclear);
                }
                case Fault.WrongClientSecret(String code) -> {
                    meters.failed(operation, code);
                    secret.ifPresent(refusedSecrets::add);
                    if (clientSecret.replace(refusedSecrets)) {
                        throw new TransientFault("the client secret was rotated", unclear);
                    }
                    yield wrongSecret(code, Probe.PUT_SECRET);
                }
                case Fault.Suspect(String code, String mend) -> {
                    meters.failed(operation, code);
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
            boolean everybody = probe.look(operation) == Finding.THROTTLED;
            throw new LastTry(new TransientFault(code, unclear, everybody));
        }

        /** If it signs in anybody else, then it is this request's username that does not fit. */
        private Answer<R> wrongSecret(String code, String mend) {
            return switch (probe.look(Operation.ADMIN_INITIATE_AUTH)) {
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
            return switch (probe.look(operation)) {
                case SET_UP -> throw new OperatorFault("%s: %s; %s".formatted(name(), code, mend));
                case OUT -> throw duringOutage(code);
                case THROTTLED -> throw new TransientFault(code, unclear, true);
                case IN_ORDER -> {
                    if (operation == Operation.ADMIN_ADD_USER_TO_GROUP
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
                return meters.await(pacers, operation, caller.traffic());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientFault("interrupted", unclear);
            } finally {
                caller.fence().goesOn();
            }
        }

        private String name() {
            return operation.apiName();
        }
    }
}
