package dev.usher.flow;

import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.UserPool.Creation;
import dev.usher.flow.UserPool.Step;
import dev.usher.flow.World.Death;
import dev.usher.flow.World.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What can happen at a gate instead of the plain call. */
sealed interface Trouble {
    /** Whether it can happen at this call. */
    boolean fits(String operation);

    <R> R happen(String operation, Supplier<R> effect);

    record DieBefore() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return true;
        }

        @Override
        public <R> R happen(String operation, Supplier<R> effect) {
            throw new Death();
        }
    }

    record DieAfter() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return true;
        }

        @Override
        public <R> R happen(String operation, Supplier<R> effect) {
            effect.get();
            throw new Death();
        }
    }

    /** The user pool gave up on a transient fault. */
    record Transient(boolean effective, boolean unclear) implements Trouble {
        @Override
        public boolean fits(String operation) {
            return !operation.equals("ledger");
        }

        @Override
        public <R> R happen(String operation, Supplier<R> effect) {
            if (effective) {
                effect.get();
            }
            throw new TransientFault("InternalErrorException", unclear);
        }
    }

    /** The answer was lost, and the user pool's own retry made the call once more. */
    record Retried() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return !operation.equals("ledger");
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> R happen(String operation, Supplier<R> effect) {
            effect.get();
            R again = effect.get();
            return again instanceof Creation.Taken taken
                    ? (R) new Creation.Taken(taken.refusal(), true)
                    : again;
        }
    }

    record Operator() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return true;
        }

        @Override
        public <R> R happen(String operation, Supplier<R> effect) {
            throw new OperatorFault(operation.equals("ledger") ? "out of reach" : "AccessDenied");
        }
    }

    /** The call had its effect, though its answer was lost, and then Cognito was out altogether. */
    record Out() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return !operation.equals("ledger");
        }

        @Override
        public <R> R happen(String operation, Supplier<R> effect) {
            effect.get();
            throw new CognitoOutage("Cognito is out", true);
        }
    }

    /** A final no, without effect. */
    record Final(String at, Kind kind) implements Trouble {
        @Override
        public boolean fits(String operation) {
            return operation.equals(at);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> R happen(String operation, Supplier<R> effect) {
            Refusal refusal = new Refusal(kind, "Injected");
            Object answer =
                    switch (operation) {
                        case "create" ->
                                kind == Kind.ALIAS_EXISTS || kind == Kind.USERNAME_EXISTS
                                        ? new Creation.Taken(refusal, false)
                                        : new Creation.Refused(refusal, false);
                        case "addToGroup" -> Optional.of(refusal);
                        default -> new Step.Refused(refusal);
                    };
            return (R) answer;
        }
    }

    /** Created, but the message about it could not be sent. */
    record Undelivered() implements Trouble {
        @Override
        public boolean fits(String operation) {
            return operation.equals("create");
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> R happen(String operation, Supplier<R> effect) {
            R created = effect.get();
            return created instanceof Creation.Created
                    ? (R)
                            new Creation.Undelivered(
                                    new Refusal(
                                            Kind.DELIVERY_FAILED, "CodeDeliveryFailureException"))
                    : created;
        }
    }

    /** Every error that Cognito or the network can give at some call of a sign-up. */
    static List<Trouble> errors() {
        List<Trouble> all =
                new ArrayList<>(
                        List.of(
                                new Transient(false, false),
                                new Transient(false, true),
                                new Transient(true, true),
                                new Retried(),
                                new Operator(),
                                new Out(),
                                new Undelivered()));
        for (Kind kind :
                List.of(
                        Kind.INVALID_PARAMETER,
                        Kind.TRIGGER,
                        Kind.LIMIT_EXCEEDED,
                        Kind.INVALID_PASSWORD,
                        Kind.ALIAS_EXISTS,
                        Kind.USERNAME_EXISTS)) {
            all.add(new Final("create", kind));
        }
        for (Kind kind : List.of(Kind.GROUP_NOT_FOUND, Kind.USER_NOT_FOUND, Kind.TRIGGER)) {
            all.add(new Final("addToGroup", kind));
        }
        for (Kind kind :
                List.of(
                        Kind.LOCKED_OUT,
                        Kind.USER_NOT_FOUND,
                        Kind.USER_DISABLED,
                        Kind.TRIGGER,
                        Kind.TEMPORARY_PASSWORD_EXPIRED,
                        Kind.PASSWORD_RESET_REQUIRED)) {
            all.add(new Final("signIn", kind));
        }
        for (Kind kind :
                List.of(
                        Kind.INVALID_PASSWORD,
                        Kind.PASSWORD_HISTORY,
                        Kind.INVALID_PARAMETER,
                        Kind.SESSION,
                        Kind.NOT_AUTHORIZED,
                        Kind.TRIGGER,
                        Kind.USER_NOT_FOUND)) {
            all.add(new Final("setNewPassword", kind));
        }
        return all;
    }

    /** Trouble at the n-th pass, counted from 0; straight on everywhere else. */
    final class At implements Gate {
        private final int index;
        private final Trouble trouble;
        private final Gate beyond;
        private int passes;
        private boolean happened;

        At(int index, Trouble trouble, Gate beyond) {
            this.index = index;
            this.trouble = trouble;
            this.beyond = beyond;
        }

        boolean happened() {
            return happened;
        }

        /** Whether the gate was reached at all, whether or not the trouble fits it. */
        boolean reached() {
            return passes > index;
        }

        @Override
        public <R> R pass(String operation, Fence fence, Supplier<R> effect) {
            if (passes++ == index && trouble.fits(operation)) {
                happened = true;
                return beyond.pass(operation, fence, () -> trouble.happen(operation, effect));
            }
            return beyond.pass(operation, fence, effect);
        }
    }
}
