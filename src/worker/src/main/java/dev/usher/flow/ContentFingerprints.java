package dev.usher.flow;

import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.message.ComparedContent;
import dev.usher.message.Request;
import dev.usher.secrets.Keys;
import java.util.HexFormat;

/**
 * Makes the fingerprints that show whether two requests are the same, after defaults and without
 * replyTo, version and notAfter.
 */
final class ContentFingerprints {
    private ContentFingerprints() {}

    static Fingerprint of(Request request, Keys keys) {
        ComparedContent comparedContent = ComparedContent.of(request);
        return new Fingerprint(
                keys.version(),
                hash(keys, comparedContent.identity()),
                hash(keys, comparedContent.everything()));
    }

    private static String hash(Keys keys, String[] parts) {
        return HexFormat.of().formatHex(keys.hmac(Keys.Purpose.FINGERPRINT, parts));
    }
}
