package dev.usher.secrets;

import dev.usher.message.Secret;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON in a secret; its problems never quote it. */
final class SecretDocument {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private static final String KEY = "temporaryPasswordKey";
    private static final String CLIENT_SECRET = "clientSecret";

    private SecretDocument() {}

    /**
     * Ignores other members: they belong to other systems.
     *
     * @throws SecretUnusable with the fault
     */
    static Credentials read(@Nullable String text) {
        if (text == null) {
            throw SecretUnusable.malformed("must have a SecretString, not a SecretBinary");
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JacksonException e) {
            // Without the cause, which quotes the text.
            throw SecretUnusable.malformed("must be valid JSON, with no member twice");
        }
        if (!json.isObject()) {
            throw SecretUnusable.malformed("must be a JSON object");
        }
        return new Credentials(clientSecret(json.path(CLIENT_SECRET)), keys(json.path(KEY)));
    }

    private static @Nullable Secret clientSecret(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString() || node.stringValue(null).isBlank()) {
            throw SecretUnusable.malformed(
                    "must have as " + CLIENT_SECRET + " the app client's secret, or leave it out");
        }
        return Secret.of(node.stringValue(null));
    }

    private static Keys keys(JsonNode node) {
        String must =
                "must have as "
                        + KEY
                        + " the base64, without white space, of "
                        + Keys.LEAST_BYTES
                        + " random bytes or more (openssl rand -base64 32)";
        if (!node.isString()) {
            throw SecretUnusable.malformed(must);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(node.stringValue(null));
        } catch (IllegalArgumentException e) {
            throw SecretUnusable.malformed(must);
        }
        if (key.length < Keys.LEAST_BYTES) {
            throw SecretUnusable.malformed(must);
        }
        try {
            return new Keys(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
