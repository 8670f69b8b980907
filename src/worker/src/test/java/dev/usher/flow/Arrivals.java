package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.flow.Ledger.Row;
import dev.usher.message.Request;
import dev.usher.message.Request.SignUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** One request, one user at most, and a script of what befalls the attempts; with every ledger. */
abstract class Arrivals {
    @Parameter LedgerKind kind;

    final Script script = new Script();
    final SignUp request = World.signUp();
    World world;

    @BeforeEach
    void begin() {
        world = new World(kind);
        world.gate = script;
    }

    @AfterEach
    void end() {
        world.close();
    }

    final void dieAt(String operation) {
        script.next(operation, Script.death());
        die();
    }

    final void die() {
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        script.calls.clear();
    }

    final HandlerResult deliverAs(String messageId, Request other) {
        return world.requestHandler.handle(
                world.delivery(other, messageId, World.START, ++world.receives));
    }

    final Account ada() {
        return world.userPool.users.get("ada");
    }

    final Row row() {
        return world.row();
    }
}
