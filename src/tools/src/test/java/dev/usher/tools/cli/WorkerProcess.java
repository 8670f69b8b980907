package dev.usher.tools.cli;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The worker or another command as a process, with only the given environment. */
public final class WorkerProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("health and metrics on port (\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path stdout;
    private final Path stderr;
    private volatile int port;

    private WorkerProcess(Process process, Path stdout, Path stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** {@code usher worker}. */
    public static WorkerProcess worker(Path folder, Map<String, String> environment) {
        return start(dev.usher.tools.cli.Main.class, folder, environment, "worker");
    }

    /**
     * Any command.
     *
     * @param folder its working directory, and where its output goes
     */
    public static WorkerProcess start(
            Class<?> main, Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(commandLine(main));
        command.addAll(List.of(arguments));
        return start(command, folder, environment);
    }

    /** Runs a class from the class path of the tests, with little warm-up. */
    public static List<String> commandLine(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        return command;
    }

    /**
     * Any command line.
     *
     * @param folder its working directory, and where its output goes
     */
    public static WorkerProcess start(
            List<String> command, Path folder, Map<String, String> environment) {
        try {
            Path stdout = Files.createTempFile(folder, "out", ".txt");
            Path stderr = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.directory(new File(folder.toString()));
            builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            return new WorkerProcess(builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new AssertionError("the process could not be started", e);
        }
    }

    public String stdout() {
        return read(stdout);
    }

    public String stderr() {
        return read(stderr);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("the output could not be read", e);
        }
    }

    /** Writes to its standard input. */
    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Closes its standard input. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the exit. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for the exit code. */
    public int exit() throws InterruptedException {
        return exit(Duration.ofSeconds(60));
    }

    /** The exit code, if it ends in time. */
    public int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it does not end; it said:\n" + stderr());
        }
        return process.exitValue();
    }

    /** Requests a page of its HTTP server. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int port() {
        await().atMost(Duration.ofSeconds(60)).until(this::listening);
        return port;
    }

    /** Whether it has logged the address of its HTTP server. */
    public boolean listening() {
        if (port == 0) {
            Matcher matcher = PORT.matcher(stderr());
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
            }
        }
        return port != 0;
    }

    /** Its resident memory, if the system reports it. */
    public String memory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return "an unknown amount of memory";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .map(line -> line.substring(6).strip())
                .orElse("nothing any more");
    }

    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }
}
