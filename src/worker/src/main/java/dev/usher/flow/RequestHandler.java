package dev.usher.flow;

import dev.usher.flow.Claims.Arrival;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every delivery of a request comes in: what the ledger says of its id, the walk, and the end
 * of it.
 */
public final class RequestHandler implements Handler {
    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
    private static final Duration LOCKED_OUT_PAUSE = Duration.ofMinutes(1);
    private static final Duration LOST_PAUSE = Duration.ofSeconds(1);

    /** The longest that a request waits in its queue after it found the quota used up. */
    private static final Duration THROTTLED_PAUSE = Duration.ofMinutes(15);

    private final FlowContext surroundings;
    private final Claims claims;
    private final Rules rules;

    /**
     * @param maxAttempts walks of one request that may end in a transient fault
     * @param lease how long a walk has its request alone; longer than any call
     */
    public record Rules(int maxAttempts, Duration lease) {
        public Rules {
            Duration least = Claim.CALL_TIMEOUT.multipliedBy(2);
            lease = lease.compareTo(least) < 0 ? least : lease;
        }
    }

    public RequestHandler(FlowContext surroundings, Ledger ledger, Rules rules) {
        this.surroundings = surroundings;
        this.rules = rules;
        this.claims =
                new Claims(ledger, surroundings.keyRing(), surroundings.clock(), rules.lease());
    }

    /** No call to Cognito may last longer than this. */
    public static Duration callTimeout() {
        return Claim.CALL_TIMEOUT;
    }

    @Override
    public HandlerResult handle(Delivery delivery) {
        try {
            String key = surroundings.directory().pool() + "/" + delivery.request().id();
            return switch (claims.arrive(key, delivery)) {
                case Arrival.Taken(Claim claim, boolean duplicate) ->
                        walk(delivery, claim, duplicate);
                case Arrival.Elsewhere(Duration delay) ->
                        new HandlerResult.Postponed(delay, "another walk has this id");
                case Arrival.Refused(Ledger.Row row, Failure failure) ->
                        new HandlerResult.Answered(
                                new Result.Failed(failure), true, row.attempts() + 1);
                case Arrival.Done(Ledger.Row row, Outcome outcome, SignUp signUp) ->
                        new HandlerResult.Answered(
                                new RepeatedReply(unfenced(delivery), outcome, signUp)
                                        .result(delivery.receiveCount() >= rules.maxAttempts()),
                                true,
                                row.attempts() + 1);
                case Arrival.Reused reused -> new HandlerResult.Answered(reused(), false, 1);
            };
        } catch (ServiceFault serviceFault) {
            return held(serviceFault);
        } catch (TransientFault fault) {
            return fault.throttled()
                    ? throttled(delivery, fault)
                    : new HandlerResult.Faulted(delivery.receiveCount(), fault.what());
        }
    }

    private UserPool unfenced(Delivery delivery) {
        return surroundings.directory().behind(Fence.open(delivery.lease()));
    }

    private static HandlerResult throttled(Delivery delivery, TransientFault fault) {
        return new HandlerResult.Postponed(
                Claims.soon(delivery.receiveCount(), THROTTLED_PAUSE), fault.what());
    }

    private HandlerResult walk(Delivery delivery, Claim claim, boolean duplicate) {
        try {
            return attempt(delivery, claim, duplicate);
        } catch (EarlierRequestFinished former) {
            return reused(delivery, claim, former.user());
        } catch (ClaimLost lost) {
            if (!lost.taken()) {
                // The row need not keep the message's next delivery waiting.
                claim.releaseIfPossible();
            }
            return new HandlerResult.Postponed(LOST_PAUSE, String.valueOf(lost.getMessage()));
        } catch (TransientFault throttled) {
            claim.releaseIfPossible();
            return throttled(delivery, throttled);
        } catch (LockedOut locked) {
            claim.releaseIfPossible();
            return new HandlerResult.Postponed(
                    LOCKED_OUT_PAUSE, String.valueOf(locked.getMessage()));
        } catch (ServiceFault serviceFault) {
            claim.releaseIfPossible();
            return held(serviceFault);
        }
    }

    private static HandlerResult held(ServiceFault serviceFault) {
        return new HandlerResult.Held(serviceFault.what(), serviceFault.passes());
    }

    private HandlerResult attempt(Delivery delivery, Claim claim, boolean duplicate) {
        try {
            Result result = result(delivery.request(), claim);
            return ended(delivery, claim, result, duplicate);
        } catch (TransientFault fault) {
            if (fault.throttled()) {
                throw fault;
            }
            return faulted(delivery, claim, fault.what());
        } catch (EarlierRequestFinished | ClaimLost | LockedOut | ServiceFault other) {
            throw other;
        } catch (RuntimeException bug) {
            // Its message may quote input: the kind and the place must do.
            log.error("a walk ended in a bug: {} at {}", bug.getClass().getName(), place(bug));
            return faulted(delivery, claim, "unexpected " + bug.getClass().getSimpleName());
        }
    }

    /** What an earlier request of this id asked for is done, and is recorded as its own. */
    private HandlerResult reused(Delivery delivery, Claim claim, User user) {
        try {
            Outcome outcome = outcome(new Result.Succeeded(user, null), delivery.messageId());
            claim.finishFormer(user.sub(), outcome);
            return new HandlerResult.Answered(reused(), false, claim.attempts() + 1);
        } catch (ClaimLost lost) {
            return new HandlerResult.Postponed(LOST_PAUSE, String.valueOf(lost.getMessage()));
        } catch (ServiceFault serviceFault) {
            return held(serviceFault);
        }
    }

    private Result result(Request request, Claim claim) {
        return switch (request) {
            case Request.SignUp signUp -> new SignUpAttempt(signUp, claim, surroundings).walk();
            case Request.SignIn signIn ->
                    expired(request)
                            ? tooLate()
                            : SignInHandler.signIn(signIn, surroundings.directory().behind(claim));
            case Request.Refresh refresh ->
                    expired(request) && !claim.row().begunOnce()
                            ? tooLate()
                            : SignInHandler.refresh(
                                    refresh, surroundings.directory().behind(claim), claim);
        };
    }

    /** The outcome goes into the ledger before anybody is told. */
    private HandlerResult ended(Delivery delivery, Claim claim, Result result, boolean duplicate) {
        claim.finish(sub(result), outcome(result, delivery.messageId()));
        return new HandlerResult.Answered(result, duplicate, claim.attempts() + 1);
    }

    private HandlerResult faulted(Delivery delivery, Claim claim, String reason) {
        if (!delivery.lease().held()) {
            // Whoever has the message now walks it on; this end says nothing about it.
            throw new ClaimLost("the message's visibility timeout ran out");
        }
        int attempts = claim.attempts() + 1;
        if (attempts >= rules.maxAttempts()) {
            return exhausted(delivery, claim, attempts, reason);
        }
        claim.release(attempts);
        return new HandlerResult.Faulted(attempts, reason);
    }

    private HandlerResult exhausted(Delivery delivery, Claim claim, int attempts, String reason) {
        Failure answer =
                Failure.of(
                        FailureCode.RETRIES_EXHAUSTED,
                        "gave up after %d attempts, the last one ended in: %s"
                                .formatted(attempts, reason));
        Failure deadLetter = answer;
        if (delivery.request() instanceof Request.SignUp signUp) {
            try {
                Result result = new SignUpAttempt(signUp, claim, surroundings).giveUp(answer);
                if (!result.equals(new Result.Failed(answer))) {
                    return ended(delivery, claim, result, false);
                }
                claim.markGone();
            } catch (TransientFault fault) {
                if (fault.throttled()) {
                    throw fault;
                }
                deadLetter = stranded(reason);
            } catch (EarlierRequestFinished | ClaimLost | LockedOut | ServiceFault other) {
                throw other;
            } catch (RuntimeException bug) {
                log.error(
                        "giving up ended in a bug: {} at {}", bug.getClass().getName(), place(bug));
                deadLetter = stranded(reason);
            }
        }
        // Unfinished, so that a replay takes it up again, with all its attempts before it.
        claim.release(0);
        return new HandlerResult.DeadLettered(deadLetter, answer, attempts);
    }

    private static Failure stranded(String reason) {
        return Failure.of(
                FailureCode.STRANDED,
                "a half-made user may be left behind; replay this, or delete the user: " + reason);
    }

    private boolean expired(Request request) {
        InstantSource clock = surroundings.clock();
        return request.envelope().notAfter() != null
                && clock.instant().isAfter(request.envelope().notAfter());
    }

    private static Result tooLate() {
        return Result.Failed.of(FailureCode.EXPIRED, "/notAfter has passed");
    }

    private static Result reused() {
        return Result.Failed.of(
                FailureCode.ID_REUSED,
                "/id stands for another request that is in progress or has succeeded, or for another"
                        + " type, username or finish");
    }

    private static Outcome outcome(Result result, String messageId) {
        return switch (result) {
            case Result.Succeeded succeeded ->
                    new Outcome("succeeded", null, null, null, succeeded.user(), messageId);
            case Result.Challenged challenged ->
                    new Outcome("challenged", null, null, null, challenged.user(), messageId);
            case Result.Failed(Failure failure) ->
                    new Outcome(
                            "failed",
                            failure.code(),
                            failure.message(),
                            failure.cognitoError(),
                            null,
                            messageId);
        };
    }

    private static @Nullable String sub(Result result) {
        return switch (result) {
            case Result.Succeeded(User user, var tokens) -> user.sub();
            case Result.Challenged(User user, var challenge) -> user.sub();
            case Result.Failed failed -> null;
        };
    }

    private static String place(RuntimeException bug) {
        StackTraceElement[] trace = bug.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
