package dev.usher.emulator.control;

import com.sun.net.httpserver.HttpExchange;
import dev.usher.emulator.cognito.Cognito;
import dev.usher.emulator.cognito.Quotas;
import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.CallCounts;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.HttpAnswer;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pages besides the AWS protocols: the tokens' key set, and the controls of tests and
 * operators: {@code /_usher/faults}, {@code /_usher/quotas}, {@code /_usher/clock}, {@code
 * /_usher/stats}.
 */
public final class ControlPages {
    private static final String KEY_SET = "/.well-known/jwks.json";

    private final Cognito cognito;
    private final Faults faults;
    private final CallCounts calls;
    private final OffsetClock clock;

    public ControlPages(Cognito cognito, Faults faults, CallCounts calls, OffsetClock clock) {
        this.cognito = cognito;
        this.faults = faults;
        this.calls = calls;
        this.clock = clock;
    }

    public boolean serves(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.startsWith("/_usher/") || path.endsWith(KEY_SET);
    }

    public HttpAnswer answer(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getPath();
        return HttpAnswer.of(
                path.endsWith(KEY_SET)
                        ? cognito.keySet()
                        : turn(path, exchange.getRequestMethod(), body),
                HttpAnswer.JSON_1_1);
    }

    private ObjectNode turn(String path, String method, byte[] body) {
        boolean put = method.equals("PUT");
        boolean delete = method.equals("DELETE");
        JsonNode given = put ? EmulatorJson.parse(body) : EmulatorJson.object();
        return switch (path) {
            case "/_usher/faults" -> {
                if (delete) {
                    faults.clear();
                }
                faults.read(given);
                yield faults.describe();
            }
            case "/_usher/quotas" -> {
                quotas(given);
                yield quotas();
            }
            case "/_usher/clock" -> {
                if (put || delete) {
                    clock.offset(Duration.ofSeconds(given.path("offsetSeconds").asLong(0)));
                }
                yield EmulatorJson.object().put("offsetSeconds", clock.offset().toSeconds());
            }
            case "/_usher/stats" -> {
                ObjectNode page = EmulatorJson.object();
                ObjectNode counts = page.putObject("calls");
                calls.counts().forEach(counts::put);
                yield page;
            }
            default -> throw AwsError.of("UnknownOperationException", 404, "No such page.");
        };
    }

    private void quotas(JsonNode given) {
        if (given.has("on")) {
            cognito.quotas().hold(given.path("on").asBoolean(false));
        }
        given.path("rates")
                .properties()
                .forEach(entry ->
                        cognito.quotas().rate(category(entry.getKey()), entry.getValue().asInt(0)));
    }

    private ObjectNode quotas() {
        ObjectNode page = EmulatorJson.object().put("on", cognito.quotas().held());
        ObjectNode rates = page.putObject("rates");
        for (Quotas.Category category : Quotas.Category.values()) {
            rates.put(category.name(), cognito.quotas().rate(category));
        }
        return page;
    }

    private static Quotas.Category category(String name) {
        try {
            return Quotas.Category.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw AwsError.invalidParameter("No such quota category.");
        }
    }
}
