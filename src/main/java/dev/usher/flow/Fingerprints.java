package dev.usher.flow;

import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.message.Request;
import dev.usher.message.Secret;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says whether two requests are the same, after defaults and without replyTo, version and notAfter.
 */
final class Fingerprints {
    private Fingerprints() {}

    static Fingerprint of(Request request, Keys keys) {
        List<String> identity = new ArrayList<>(List.of(request.type(), request.username()));
        List<String> content = new ArrayList<>();
        addAll(content, request.envelope().clientMetadata());
        switch (request) {
            case Request.SignUp signUp -> {
                identity.add(signUp.finish().name().toLowerCase(Locale.ROOT));
                add(content, signUp.password() == null ? Secret.of("") : signUp.password());
                addAll(content, signUp.attributes());
                content.addAll(signUp.groups().stream().sorted().toList());
            }
            case Request.SignIn signIn -> add(content, signIn.password());
            case Request.Refresh refresh -> add(content, refresh.refreshToken());
        }
        return new Fingerprint(keys.version(), hash(keys, identity), hash(keys, content));
    }

    private static void add(List<String> parts, Secret secret) {
        parts.add(secret.reveal());
    }

    /** The size goes first, so that an entry can't be taken for one of the next map's. */
    private static void addAll(List<String> parts, Map<String, String> map) {
        parts.add(Integer.toString(map.size()));
        new TreeMap<>(map)
                .forEach((name, value) -> {
                    parts.add(name);
                    parts.add(value);
                });
    }

    private static String hash(Keys keys, List<String> parts) {
        return HexFormat.of()
                .formatHex(keys.hmac(Keys.Purpose.FINGERPRINT, parts.toArray(String[]::new)));
    }
}
