package dev.usher.flow;

import dev.usher.message.Request;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests that differ from {@link World#signUp()} in one thing each. */
final class Orders {
    private Orders() {}

    static Envelope envelope(String id, String username) {
        return new Envelope(id, username, null, null, Map.of());
    }

    static SignUp named(String username) {
        return with(envelope("order-1", username));
    }

    static SignUp until(Instant notAfter) {
        return with(new Envelope("order-1", "ada", notAfter, null, Map.of()));
    }

    private static SignUp with(Envelope envelope) {
        SignUp usual = World.signUp();
        return new SignUp(
                envelope, usual.password(), usual.attributes(), usual.groups(), usual.finish());
    }

    static SignUp password(String password) {
        return World.signUp(password, Finish.TOKENS);
    }

    static SignUp finish(Finish finish) {
        return World.signUp(World.PASSWORD, finish);
    }

    static SignUp groups(String... groups) {
        SignUp usual = World.signUp();
        return new SignUp(
                usual.envelope(),
                usual.password(),
                usual.attributes(),
                List.of(groups),
                usual.finish());
    }

    static SignUp attributes(Map<String, String> attributes) {
        SignUp usual = World.signUp();
        return new SignUp(
                usual.envelope(), usual.password(), attributes, usual.groups(), usual.finish());
    }

    static SignIn signIn(String password) {
        return new SignIn(envelope("order-1", "ada"), Secret.of(password));
    }

    static Refresh refresh(String token) {
        return new Refresh(envelope("order-1", "ada"), Secret.of(token));
    }

    static Request withNotAfter(Request request, Instant notAfter) {
        Envelope envelope =
                new Envelope(request.id(), request.username(), notAfter, null, Map.of());
        return switch (request) {
            case SignUp signUp -> until(notAfter);
            case SignIn signIn -> new SignIn(envelope, signIn.password());
            case Refresh refresh -> new Refresh(envelope, refresh.refreshToken());
        };
    }
}
