package dev.usher.flow;

import dev.usher.flow.Ledger.Mark;
import dev.usher.flow.Ledger.Processing;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.message.Request;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One pool, one ledger, one clock, and deliveries of one request on as many workers as a test
 * likes.
 */
public final class World implements AutoCloseable {
    /** How old the ledger is at the start: nothing that is delivered was begun before it. */
    private static final Duration AGE = Duration.ofDays(1);

    static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(60);
    static final Duration VISIBILITY = Duration.ofMinutes(5);
    static final Duration RETENTION = Duration.ofDays(30);
    static final String PASSWORD = "correct horse 7";
    static final int MAX_ATTEMPTS = 3;

    /** The process is gone: nothing that it held is let go of. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("SIGKILL", null, false, false);
        }
    }

    /** Stands at every call and ledger write of every attempt. */
    interface Gate {
        <R> R pass(String operation, Fence fence, Supplier<R> effect);
    }

    Instant now = START.minus(AGE);
    final InstantSource clock = () -> now;
    static final Gate STRAIGHT = World::straight;

    Gate gate = STRAIGHT;
    final FakeUserPool userPool;
    final Ledger ledger;
    private final LedgerKind.Kept books;
    final List<Keys> keys = new ArrayList<>(List.of(KEY));
    final RequestHandler requestHandler;
    int receives;

    World(boolean remembers) {
        this(remembers ? LedgerKind.MEMORY : LedgerKind.NONE);
    }

    World(LedgerKind kind) {
        books = kind.open(clock, RETENTION);
        now = START;
        userPool = new FakeUserPool(clock, this::pass);
        Ledger inner = books.ledger();
        ledger =
                new Ledger() {
                    @Override
                    public Written write(Row next) {
                        return gated(() -> inner.write(next));
                    }

                    @Override
                    public Written take(Row next, Instant since) {
                        return gated(() -> inner.take(next, since));
                    }

                    private Written gated(Supplier<Written> write) {
                        return inner.remembers() ? pass("ledger", Fence.OPEN, write) : write.get();
                    }

                    @Override
                    public Instant remembersSince() {
                        return inner.remembersSince();
                    }

                    @Override
                    public void close() {}
                };
        KeyRing keyRing =
                new KeyRing() {
                    @Override
                    public List<Keys> versions() {
                        return keys;
                    }

                    @Override
                    public List<Keys> reread() {
                        return keys;
                    }
                };
        AllowedMembers allowedMembers =
                new AllowedMembers(
                        Set.of("readers", "writers", "missing")::contains,
                        name -> !name.equals("forbidden"));
        requestHandler =
                new RequestHandler(
                        new FlowContext(
                                userPool.behind(Fence.OPEN), keyRing, allowedMembers, clock),
                        ledger,
                        new RequestHandler.Rules(MAX_ATTEMPTS, LEASE));
    }

    /** What the ledger remembers of the request, read by a write that no row can be ready for. */
    Row row() {
        String id = userPool.pool() + "/" + signUp().id();
        Ledger.Fingerprint none = new Ledger.Fingerprint("", "", "");
        Row never =
                new Row(
                        id,
                        Long.MAX_VALUE,
                        none,
                        new Mark(null, false, now, false, null),
                        new Processing(now, 0, false, null));
        return ((Written.Conflict) books.ledger().write(never)).current();
    }

    /** Deletes the ledger under the workers, who will notice by themselves. */
    void loseLedger() {
        books.lose().run();
    }

    /** Where the ledger is one that leaves something behind. */
    @Override
    public void close() {
        books.close();
    }

    private <R> R pass(String operation, Fence fence, Supplier<R> effect) {
        return gate.pass(operation, fence, effect);
    }

    static <R> R straight(String operation, Fence fence, Supplier<R> effect) {
        fence.check();
        return effect.get();
    }

    private static final Keys KEY = key(1);

    public static Keys key(int fill) {
        byte[] master = new byte[32];
        Arrays.fill(master, (byte) fill);
        return new Keys(master);
    }

    static SignUp signUp() {
        return signUp(PASSWORD, Finish.TOKENS);
    }

    static SignUp signUp(String password, Finish finish) {
        return new SignUp(
                new Envelope("order-1", "ada", null, null, Map.of()),
                finish == Finish.INVITE ? null : Secret.of(password),
                Map.of("email", "ada@example.com"),
                List.of("readers"),
                finish);
    }

    Delivery delivery(Request request) {
        return delivery(request, "message-1", START, ++receives);
    }

    Delivery delivery(Request request, String messageId, Instant sent, int receiveCount) {
        return new Delivery(request, messageId, sent, receiveCount > 1, receiveCount, () -> true);
    }

    HandlerResult deliver(Request request) {
        return requestHandler.handle(delivery(request));
    }

    /** As SQS does: again and again until there is an answer, each time after a while. */
    HandlerResult deliverUntilAnswered(Request request) {
        for (int i = 0; i < 12; i++) {
            HandlerResult handlerResult = deliver(request);
            if (handlerResult instanceof HandlerResult.Answered
                    || handlerResult instanceof HandlerResult.DeadLettered) {
                return handlerResult;
            }
            now = now.plus(VISIBILITY);
        }
        throw new AssertionError("no answer after twelve deliveries");
    }
}
