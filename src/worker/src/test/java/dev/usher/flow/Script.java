package dev.usher.flow;

import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Result.Challenge;
import dev.usher.message.Secret;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A gate that answers chosen calls in its own way, and writes down all of them. */
final class Script implements World.Gate {
    /** What is answered to one call; the call itself asks the fence first. */
    interface Line {
        Object answer(Supplier<?> call);
    }

    final List<String> calls = new ArrayList<>();
    private final Map<String, Deque<Line>> next = new HashMap<>();
    private final Map<String, Line> always = new HashMap<>();

    /** The next call of this operation that is not spoken for yet goes so. */
    Script next(String operation, Line line) {
        next.computeIfAbsent(operation, name -> new ArrayDeque<>()).add(line);
        return this;
    }

    /** Every call of this operation goes so, once its next ones are through. */
    Script always(String operation, Line line) {
        always.put(operation, line);
        return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R pass(String operation, Fence fence, Supplier<R> effect) {
        calls.add(operation);
        Supplier<R> call = () -> World.straight(operation, fence, effect);
        Deque<Line> lines = next.getOrDefault(operation, new ArrayDeque<>());
        Line line = lines.isEmpty() ? always.get(operation) : lines.poll();
        return line == null ? call.get() : (R) line.answer(call);
    }

    /** Calls of the user pool, without the ledger's. */
    List<String> userPoolCalls() {
        return calls.stream().filter(call -> !call.equals("ledger")).toList();
    }

    static Line refused(Kind kind) {
        return call -> new Step.Refused(new Refusal(kind, "Injected"));
    }

    static Line notCreated(Kind kind) {
        return call -> new Creation.Refused(new Refusal(kind, "Injected"), false);
    }

    static Line taken(Kind kind) {
        return call -> new Creation.Taken(new Refusal(kind, "Injected"), false);
    }

    static Line no(Kind kind) {
        return call -> Optional.of(new Refusal(kind, "Injected"));
    }

    static Line asked(String challenge) {
        return call ->
                new Step.Asked("ada", new Challenge(challenge, Secret.of("session"), Map.of()));
    }

    /** The effect is had, and then Cognito asks this instead of giving tokens. */
    static Line doneButAsked(String challenge) {
        return call -> {
            call.get();
            return asked(challenge).answer(call);
        };
    }

    static Line fault(boolean unclear) {
        return call -> {
            throw new TransientFault("InternalErrorException", unclear);
        };
    }

    static Line lost() {
        return call -> {
            call.get();
            throw new TransientFault("InternalErrorException", true);
        };
    }

    static Line operatorFault() {
        return call -> {
            throw new OperatorFault("AccessDeniedException");
        };
    }

    static Line throttled() {
        return call -> {
            throw new TransientFault("TooManyRequestsException", false, true);
        };
    }

    static Line outage(boolean unclear) {
        return call -> {
            throw new CognitoOutage("Cognito is out", unclear);
        };
    }

    static Line death() {
        return call -> {
            throw new World.Death();
        };
    }

    static Line deathAfter() {
        return call -> {
            call.get();
            throw new World.Death();
        };
    }
}
