package dev.usher.flow;

import dev.usher.flow.AttemptEnd.Settled;
import dev.usher.flow.Claims.Arrival;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import java.time.Duration;

/**
 * Handles every delivery of a request: the ledger says whether there is an attempt to make, the
 * attempt runs, the ledger records its end.
 */
public final class RequestHandler implements Handler {
    private static final Duration LOCKED_OUT_PAUSE = Duration.ofMinutes(1);
    private static final Duration CLAIM_LOST_PAUSE = Duration.ofSeconds(1);

    /** The longest that a request waits in its queue after it found the quota used up. */
    private static final Duration THROTTLED_PAUSE = Duration.ofMinutes(15);

    private final FlowContext context;
    private final Claims claims;
    private final Rules rules;

    /**
     * @param maxAttempts attempts of one request that may end in a transient fault
     * @param lease how long an attempt has its request alone; longer than any call
     */
    public record Rules(int maxAttempts, Duration lease) {
        public Rules {
            Duration least = Claim.CALL_TIMEOUT.multipliedBy(2);
            lease = lease.compareTo(least) < 0 ? least : lease;
        }
    }

    public RequestHandler(FlowContext context, Ledger ledger, Rules rules) {
        this.context = context;
        this.rules = rules;
        this.claims = new Claims(ledger, context.keyRing(), context.clock(), rules.lease());
    }

    /** No call to Cognito may last longer than this. */
    public static Duration callTimeout() {
        return Claim.CALL_TIMEOUT;
    }

    @Override
    public HandlerResult handle(Delivery delivery) {
        return switch (AttemptEnd.of(() -> arrive(delivery))) {
            case Settled(HandlerResult result) -> result;
            case LockedOut fault -> new HandlerResult.Postponed(LOCKED_OUT_PAUSE, fault.what());
            case ClaimLost fault -> new HandlerResult.Postponed(CLAIM_LOST_PAUSE, fault.what());
            case TransientFault fault when fault.throttled() ->
                    new HandlerResult.Postponed(
                            Claims.soon(delivery.receiveCount(), THROTTLED_PAUSE), fault.what());
            case TransientFault fault ->
                    new HandlerResult.Faulted(delivery.receiveCount(), fault.what());
            case ServiceFault fault -> new HandlerResult.Held(fault.what(), fault.passes());
        };
    }

    private AttemptEnd arrive(Delivery delivery) {
        String key = context.userPool().pool() + "/" + delivery.request().id();
        return switch (claims.arrive(key, delivery)) {
            case Arrival.Taken(Claim claim, boolean duplicate) ->
                    attempt(delivery, claim, duplicate);
            case Arrival.Elsewhere(Duration delay) ->
                    new Settled(new HandlerResult.Postponed(delay, "another attempt has this id"));
            case Arrival.Refused(Row row, Failure failure) ->
                    answered(new Result.Failed(failure), true, row.processing().attempts() + 1);
            case Arrival.Repeated(Row row, Outcome outcome, SignUp signUp) ->
                    answered(
                            new RepeatedReply(unfenced(delivery), outcome, signUp)
                                    .result(delivery.receiveCount() >= rules.maxAttempts()),
                            true,
                            row.processing().attempts() + 1);
            case Arrival.Reused _ -> answered(Claim.ID_REUSED, false, 1);
        };
    }

    private UserPool unfenced(Delivery delivery) {
        return context.userPool().behind(Fence.open(delivery.message()));
    }

    private static AttemptEnd answered(Result result, boolean duplicate, int attempts) {
        return new Settled(new HandlerResult.Answered(result, duplicate, attempts));
    }

    private AttemptEnd attempt(Delivery delivery, Claim claim, boolean duplicate) {
        AttemptEnd end =
                AttemptEnd.of(() -> {
                    Result result = result(delivery.request(), claim);
                    // The outcome goes into the ledger before the reply goes out.
                    claim.finish(result);
                    return answered(result, duplicate, claim.attempts() + 1);
                });
        if (end instanceof TransientFault fault && !fault.throttled()) {
            end = AttemptEnd.of(() -> counted(delivery.request(), claim, fault.what()));
        }
        if (end instanceof AttemptFault) {
            claim.releaseIfPossible();
        }
        return end;
    }

    private Result result(Request request, Claim claim) {
        boolean expired = request.envelope().expiredAt(context.clock().instant());
        UserPool userPool = context.userPool().behind(claim);
        return switch (request) {
            case SignUp signUp -> new SignUpAttempt(signUp, claim, context).run();
            case Request.SignIn signIn ->
                    expired ? tooLate() : SignInHandler.signIn(signIn, userPool);
            case Request.Refresh refresh ->
                    expired && !claim.row().processing().begunOnce()
                            ? tooLate()
                            : SignInHandler.refresh(refresh, userPool, claim);
        };
    }

    private static Result tooLate() {
        return Result.Failed.of(FailureCode.EXPIRED, "/notAfter has passed");
    }

    /** The last attempt that counts leaves no half-made user behind. */
    private AttemptEnd counted(Request request, Claim claim, String reason) {
        // Without the message, the attempt that has it now counts instead.
        claim.checkMessage();
        int attempts = claim.attempts() + 1;
        if (attempts < rules.maxAttempts()) {
            claim.release(attempts);
            return new Settled(new HandlerResult.Faulted(attempts, reason));
        }
        Failure answer =
                Failure.of(
                        FailureCode.RETRIES_EXHAUSTED,
                        "gave up after %d attempts, the last one ended in: %s"
                                .formatted(attempts, reason));
        AttemptEnd end = AttemptEnd.of(() -> gaveUp(request, claim, answer));
        if (end instanceof TransientFault fault && !fault.throttled()) {
            end = deadLettered(stranded(reason), answer, attempts);
        }
        if (end instanceof Settled(HandlerResult.DeadLettered _)) {
            // Unfinished, so that a replay takes it up again, with all its attempts before it.
            claim.release(0);
        }
        return end;
    }

    private AttemptEnd gaveUp(Request request, Claim claim, Failure answer) {
        int attempts = claim.attempts() + 1;
        if (request instanceof SignUp signUp) {
            Result result = new SignUpAttempt(signUp, claim, context).giveUp(answer);
            if (!result.equals(new Result.Failed(answer))) {
                claim.finish(result);
                return answered(result, false, attempts);
            }
            claim.markGone();
        }
        return deadLettered(answer, answer, attempts);
    }

    private static AttemptEnd deadLettered(Failure reason, Failure answer, int attempts) {
        return new Settled(new HandlerResult.DeadLettered(reason, answer, attempts));
    }

    private static Failure stranded(String reason) {
        return Failure.of(
                FailureCode.STRANDED,
                "a half-made user may be left behind; replay this, or delete the user: " + reason);
    }
}
