package dev.usher.flow;

import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.message.Content;
import dev.usher.message.Request;
import dev.usher.secrets.Keys;
import java.util.HexFormat;

/**
 * Says whether two requests are the same, after defaults and without replyTo, version and notAfter.
 */
final class Fingerprints {
    private Fingerprints() {}

    static Fingerprint of(Request request, Keys keys) {
        Content content = Content.of(request);
        return new Fingerprint(
                keys.version(), hash(keys, content.identity()), hash(keys, content.everything()));
    }

    private static String hash(Keys keys, String[] parts) {
        return HexFormat.of().formatHex(keys.hmac(Keys.Purpose.FINGERPRINT, parts));
    }
}
