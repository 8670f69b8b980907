package dev.usher.emulator.protocol;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The answer to an HTTP request. */
public final class HttpAnswer {
    public static final String JSON_1_1 = "application/x-amz-json-1.1";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    public HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** A success. */
    public static HttpAnswer of(JsonNode body, String mediaType) {
        return new HttpAnswer(200, Map.of("Content-Type", mediaType), EmulatorJson.bytes(body));
    }

    /** A refusal, in the form that the SDKs read. */
    public static HttpAnswer of(AwsError error, String mediaType) {
        ObjectNode body =
                EmulatorJson.object().put("__type", error.code()).put("message", error.text());
        body.setAll(error.details());
        return new HttpAnswer(
                error.status(),
                Map.of("x-amzn-ErrorType", error.code(), "Content-Type", mediaType),
                EmulatorJson.bytes(body));
    }

    public void send(HttpExchange exchange) throws IOException {
        var all = exchange.getResponseHeaders();
        all.set("x-amzn-RequestId", UUID.randomUUID().toString());
        headers.forEach(all::set);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
