package dev.usher.tools.enqueue;

import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Queue;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.RowFiles;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.StrictJson;
import dev.usher.tools.files.TableFormat;
import dev.usher.tools.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/** Enqueues files as the command does, with a fake queue and simulated time. */
public final class EnqueueFixture {
    static final String HEADER = "username,password,nickname\n";

    public final Path home;
    public final Path run;
    public final SimulatedTime time = new SimulatedTime();
    public final FakeQueue queue = new FakeQueue("bulk", time);
    private final Random random = new Random(1);
    public TableFormat tableFormat = RowFiles.CSV;
    public RowDefaults rowDefaults = RowFiles.CONFIRMED;
    WorkerRules workerRules = RowFiles.TERMS;
    public String source = "people.csv";
    boolean strict;
    double rate = Double.POSITIVE_INFINITY;
    BooleanSupplier stopped = () -> false;
    public Progress progress = Progress.SILENT;

    public EnqueueFixture(Path home) {
        this.home = home;
        this.run = home.resolve("run");
    }

    /** A CSV file; every row whose number is divisible by {@code bad} is bad. */
    public static String people(int many, int bad) {
        return IntStream.rangeClosed(1, many)
                .mapToObj(i -> person(i, i % bad == 0))
                .collect(Collectors.joining("", HEADER, ""));
    }

    private static String person(int i, boolean bad) {
        return "user-%d,%s,\"a \"\"%d\"\"\nb\"\n".formatted(i, bad ? "" : "pw-" + i, i);
    }

    public Path file(String text) {
        return file("people.csv", text);
    }

    public Path file(String name, String text) {
        return write(home.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    public static Path write(Path path, byte[] bytes) {
        try {
            return Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the run folder. */
    public EnqueueResult send(Path file) throws Exception {
        return send(file, queue);
    }

    public EnqueueResult send(Path file, Queue to) throws Exception {
        try (RunFolder folder = RunFolder.open(run)) {
            return send(file, to, folder);
        }
    }

    public EnqueueResult send(Path file, Queue to, RunFolder folder) throws Exception {
        try (RowSource from = RowSource.file(file)) {
            return send(from, to, folder);
        }
    }

    public EnqueueResult send(RowSource from, Queue to, RunFolder folder) throws Exception {
        Path report = folder == null ? home.resolve("bad.csv") : folder.badRows();
        try (BadRows bad = BadRows.file(report)) {
            return enqueue(from, bad)
                    .send(
                            new Enqueue.Dispatch(
                                    to, folder, new SendRateLimiter(rate, time, time), strict));
        }
    }

    EnqueueResult check(Path file, PoolLookup pool) throws Exception {
        try (RowSource from = RowSource.file(file);
                BadRows bad = BadRows.file(home.resolve("bad.csv"))) {
            return enqueue(from, bad).check(pool);
        }
    }

    private Enqueue enqueue(RowSource from, BadRows bad) {
        return new Enqueue(
                new EnqueueJob(from, source, tableFormat, rowDefaults, workerRules),
                bad,
                progress,
                new CommandRuntime(time, time, random, () -> stopped.getAsBoolean()));
    }

    List<String> badRows() {
        return read(run.resolve("bad.csv")).lines().toList();
    }

    /** A member of all messages of the queue. */
    static Stream<String> members(FakeQueue queue, String pointer) {
        return queue.bodies().stream().map(body -> member(body, pointer));
    }

    public static String member(String body, String pointer) {
        try {
            return StrictJson.MAPPER.readTree(body).at(pointer).asString("");
        } catch (JacksonException e) {
            throw new AssertionError(e);
        }
    }
}
