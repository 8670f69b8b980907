package dev.usher.tools.enqueue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Pace;
import dev.usher.sqs.Queue;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.command.Progress;
import dev.usher.tools.files.Defaults;
import dev.usher.tools.files.Json;
import dev.usher.tools.files.Sheet;
import dev.usher.tools.files.Sheets;
import dev.usher.tools.files.Source;
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

/** Enqueues files as the command does: a run folder, a queue in memory, and time that skips. */
public final class Trial {
    static final String HEADER = "username,password,nickname\n";

    public final Path home;
    public final Path run;
    public final SkippingTime time = new SkippingTime();
    public final FakeQueue queue = new FakeQueue("bulk", time);
    private final Random random = new Random(1);
    public Sheet sheet = Sheets.CSV;
    public Defaults defaults = Sheets.CONFIRMED;
    Terms terms = Sheets.TERMS;
    public String source = "people.csv";
    boolean strict;
    double rate = Double.POSITIVE_INFINITY;
    BooleanSupplier stopped = () -> false;
    public Progress progress = Progress.SILENT;

    public Trial(Path home) {
        this.home = home;
        this.run = home.resolve("run");
    }

    /** A CSV file of so many people; those whose number can be divided by {@code bad} are bad. */
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
    public Enqueued send(Path file) throws Exception {
        return send(file, queue);
    }

    public Enqueued send(Path file, Queue to) throws Exception {
        try (RunFolder folder = RunFolder.open(run)) {
            return send(file, to, folder);
        }
    }

    public Enqueued send(Path file, Queue to, RunFolder folder) throws Exception {
        try (Source from = Source.file(file)) {
            return send(from, to, folder);
        }
    }

    public Enqueued send(Source from, Queue to, RunFolder folder) throws Exception {
        Path report = folder == null ? home.resolve("bad.csv") : folder.badRows();
        try (BadRows bad = BadRows.file(report)) {
            return enqueue(from, bad)
                    .send(new Enqueue.Dispatch(to, folder, new Pace(rate, time, time), strict));
        }
    }

    Enqueued check(Path file, Population pool) throws Exception {
        try (Source from = Source.file(file);
                BadRows bad = BadRows.file(home.resolve("bad.csv"))) {
            return enqueue(from, bad).check(pool);
        }
    }

    private Enqueue enqueue(Source from, BadRows bad) {
        return new Enqueue(
                new Job(from, source, sheet, defaults, terms),
                bad,
                progress,
                new CommandRuntime(time, time, random, () -> stopped.getAsBoolean()));
    }

    List<String> badRows() {
        return read(run.resolve("bad.csv")).lines().toList();
    }

    /** What the messages of the queue say. */
    static Stream<String> members(FakeQueue queue, String pointer) {
        return queue.bodies().stream().map(body -> member(body, pointer));
    }

    public static String member(String body, String pointer) {
        try {
            return Json.MAPPER.readTree(body).at(pointer).asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
