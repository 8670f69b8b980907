package dev.usher.tools.cli;

import dev.usher.settings.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher health}: asks a worker for its health. It runs often, so it starts fast. */
@Command(
        name = "health",
        description = {
            "Asks whether this machine's worker is alive, and prints the answer. Use it as a container's"
                    + " health check.",
            "",
            "The worker's address is USHER_HTTP_ADDRESS, from the environment or the properties file"
                    + " that USHER_CONFIG names. The command does not call AWS."
        },
        footer = {
            "",
            "Exit codes: 0 healthy, 1 unhealthy or no answer in time, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher health",
            "  usher health --ready --address 127.0.0.1:9090",
            "  usher health --url http://10.0.3.7:8080/livez --timeout 1000"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class HealthCommand implements Callable<Integer> {
    /** Enough for all possible reasons. */
    private static final int LONGEST = 16_384;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--ready",
            description = "Ask whether it takes messages (/readyz), not whether it is alive (/livez).")
    private boolean ready;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "The worker's address, instead of USHER_HTTP_ADDRESS.")
    private @Nullable String address;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A whole URL to ask instead; a 200 means healthy.")
    private @Nullable String url;

    @Option(
            names = "--timeout",
            paramLabel = "MILLIS",
            defaultValue = "3000",
            description = "Time to wait for an answer (default: ${DEFAULT-VALUE}).")
    private int timeoutMillis;

    @Override
    public Integer call() {
        if (timeoutMillis < 1) {
            throw wrong("--timeout must be at least 1");
        }
        if (url != null) {
            if (address != null || ready) {
                throw wrong("--url is a whole URL: leave out --address and --ready");
            }
            return ask(page(url));
        }
        if (address != null) {
            return ask(
                    ListenAddress.parse(address)
                            .orElseThrow(() ->
                                    wrong("--address must be HOST:PORT, such as 127.0.0.1:8080")));
        }
        return switch (ListenAddress.read(System.getenv())) {
            case ListenAddress.Reading.Complete(ListenAddress set) -> ask(set);
            case ListenAddress.Reading.Faulty(var problems) -> {
                spec.commandLine().getErr().println(String.join("\n", problems));
                yield Main.USAGE;
            }
        };
    }

    private int ask(ListenAddress at) {
        if (at.port() == 0) {
            throw wrong("port 0 means any free port: name the port with --address");
        }
        return ask(page("http://" + at.fromHere() + (ready ? "/readyz" : "/livez")));
    }

    private URI page(String text) {
        try {
            URI page = URI.create(text);
            if (page.getHost() != null && text.matches("https?://.*")) {
                return page;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw wrong("--url must be an http or https URL");
    }

    /** The client of java.net.http would take half a second more to start. */
    private int ask(URI page) {
        try {
            var connection = (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(timeoutMillis);
            connection.setReadTimeout(timeoutMillis);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            String answer = body(connection);
            spec.commandLine().getOut().println(answer.isEmpty() ? "status " + status : answer);
            return status == HttpURLConnection.HTTP_OK ? Main.OK : Main.FAILED;
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("usher health: no answer from " + page + ": " + e.getMessage());
            return Main.FAILED;
        }
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream body =
                connection.getResponseCode() < 400
                        ? connection.getInputStream()
                        : connection.getErrorStream()) {
            return body == null
                    ? ""
                    : new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), "usher health: " + what);
    }
}
