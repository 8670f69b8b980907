package dev.usher.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/** What goes back over HTTP. */
final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static Answer of(JsonNode body) {
        return new Answer(200, Map.of(), Json.bytes(body));
    }

    /** A refusal, in the form that the SDKs read. */
    static Answer of(AwsError error) {
        JsonNode body = Json.object().put("__type", error.code()).put("message", error.text());
        return new Answer(
                error.status(), Map.of("x-amzn-ErrorType", error.code()), Json.bytes(body));
    }

    void send(HttpExchange exchange) throws IOException {
        var all = exchange.getResponseHeaders();
        all.set("Content-Type", "application/x-amz-json-1.1");
        all.set("x-amzn-RequestId", UUID.randomUUID().toString());
        headers.forEach(all::set);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
