package dev.usher.app;

import static org.awaitility.Awaitility.await;

import dev.usher.Logged;
import dev.usher.settings.Settings;
import dev.usher.settings.SettingsResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The worker in this process, from settings to replies. */
public final class RunningService implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> SDK =
            List.of("endpointUrl", "region", "accessKeyId", "secretAccessKey");

    private final WorkerService workerService;
    private final Thread thread;
    private final int port;

    /**
     * Starts; what is there of a ledger in the folder is kept.
     *
     * @param more settings, name after value
     */
    public RunningService(Premises account, Desk desk, Path folder, String... more) {
        Map<String, String> variables = new HashMap<>(account.settings());
        variables.putAll(desk.settings());
        variables.put("USHER_VISIBILITY_TIMEOUT", "10s");
        variables.put("USHER_LEDGER", "sqlite:" + folder.resolve("ledger.db"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        this(new WorkerService(settings(variables)), () -> pointSdkAt(account));
    }

    /** One that works with whom a test gives it, and needs no AWS. */
    public RunningService(Function<MeterRegistry, Workers> crews) {
        Map<String, String> variables = new HashMap<>();
        for (String name :
                List.of("REQUEST_QUEUE", "REPLY_QUEUE", "USER_POOL_ID", "CLIENT_ID", "SECRET_ID")) {
            variables.put(
                    "USHER_" + name,
                    name.startsWith("USER_POOL") ? "us-east-1_abcdefghi" : name.replace('_', '-'));
        }
        variables.put("USHER_HTTP_ADDRESS", "127.0.0.1:0");
        this(new WorkerService(settings(variables), crews), () -> {});
    }

    private RunningService(WorkerService workerService, Runnable before) {
        this.workerService = workerService;
        before.run();
        try (Logged logged = Logged.by(WorkerService.class)) {
            this.thread = Thread.ofPlatform().name("worker").start(this::run);
            this.port = await().until(() -> port(logged), found -> found > 0);
        }
    }

    private static Settings settings(Map<String, String> variables) {
        return switch (Settings.from(variables)) {
            case SettingsResult.Complete(Settings settings) -> settings;
            case SettingsResult.Faulty faulty -> throw new AssertionError(faulty.message());
        };
    }

    /** As the environment variables would. */
    public static void pointSdkAt(Premises account) {
        Map<String, String> variables = account.environment();
        System.setProperty("aws.endpointUrl", variables.get("AWS_ENDPOINT_URL"));
        System.setProperty("aws.region", variables.get("AWS_REGION"));
        System.setProperty("aws.accessKeyId", variables.get("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", variables.get("AWS_SECRET_ACCESS_KEY"));
    }

    /** Leaves the JVM as it was, once no service runs any more. */
    public static void forgetSdkSettings() {
        SDK.forEach(name -> System.clearProperty("aws." + name));
    }

    private static int port(Logged logged) {
        return logged.lines().stream()
                .filter(line -> line.getMessage().startsWith("health and metrics on port"))
                .map(line -> (Integer) line.getArgumentArray()[0])
                .findFirst()
                .orElse(0);
    }

    private void run() {
        try {
            workerService.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The readiness page: its status and, behind a space, its text. */
    public String readiness() throws IOException, InterruptedException {
        return page("/readyz");
    }

    /** One of its pages: its status and, behind a space, its text. */
    public String page(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> page =
                HTTP.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return page.statusCode() + " " + page.body();
    }

    public void awaitReadiness(String beginning) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> readiness(), page -> page.startsWith(beginning));
    }

    @Override
    public void close() {
        workerService.stop();
        await().until(() -> !thread.isAlive());
    }
}
