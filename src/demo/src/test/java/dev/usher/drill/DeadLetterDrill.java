package dev.usher.drill;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.secrets.Keys;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** One exercise, step by step; what it finds is told at the end. */
final class DeadLetterDrill implements AutoCloseable {
    private static final String CODE = "RETRIES_EXHAUSTED";

    private final int count;
    private final Path folder;
    private final PrintStream out;
    private final Account account = new Account(Options.standard().withQuotas(false));
    private final DrillQueues post = new DrillQueues(account);
    private final DrillCommands commands;
    private final List<PlantedDeadLetter> letters;
    private final List<String> matching;
    private final List<DrillFinding> findings = new ArrayList<>();

    DeadLetterDrill(int count, Path folder, PrintStream out) {
        this.count = count;
        this.folder = folder;
        this.out = out;
        this.commands = new DrillCommands(folder, account, post);
        Keys keys = new Keys(Base64.getDecoder().decode(account.temporaryPasswordKey));
        this.letters = PlantedDeadLetter.plan(count, keys, Instant.now());
        this.matching = ids(CODE);
    }

    private List<String> ids(String code) {
        return letters.stream()
                .filter(l -> l.code().equals(code))
                .map(PlantedDeadLetter::id)
                .toList();
    }

    List<DrillFinding> run() throws IOException, InterruptedException {
        post.plant(letters);
        say("%,d dead letters of four reasons".formatted(count));
        list();
        WorkerProcess worker = replay();
        answered(worker);
        left();
        purge();
        boolean silent = !commands.said().contains(PlantedDeadLetter.SECRET);
        findings.add(DrillFinding.of("no secret was printed by any command", silent, "one was"));
        return findings;
    }

    private void list() throws InterruptedException {
        long begun = System.nanoTime();
        Map<String, Integer> codes = codes(commands.done("dlq", "list", "--json").stdout());
        say("list took " + seconds(begun) + " and found " + codes);
        findings.add(
                DrillFinding.same(
                        "list tells every letter's code", codes.values(), perCode(count / 4)));
        allVisible("list");
    }

    private List<Integer> perCode(int each) {
        return Collections.nCopies(PlantedDeadLetter.CODES.size(), each);
    }

    private static Map<String, Integer> codes(String lines) {
        Map<String, Integer> codes = new TreeMap<>();
        lines.lines()
                .forEach(l ->
                        codes.merge(
                                DrillQueues.parse(l).path("code").asString(""), 1, Integer::sum));
        return codes;
    }

    private void allVisible(String after) {
        int hidden = post.hiddenDeadLetters();
        findings.add(
                DrillFinding.of(
                        "every letter is visible again after " + after,
                        hidden == 0,
                        hidden + " are not"));
    }

    /** Stopped once, killed once, and run again until none is left; by then a worker answers. */
    private WorkerProcess replay() throws InterruptedException {
        String rate = Integer.toString(Math.max(20, matching.size() / 5));
        WorkerProcess stopped = commands.start("dlq", "replay", "--code", CODE, "--rate", rate);
        until("a quarter is replayed", () -> post.copies() >= matching.size() / 4);
        stopped.terminate();
        int exit = stopped.exit();
        say("SIGTERM after %,d copies: exit code %d".formatted(post.copies(), exit));
        findings.add(DrillFinding.of("a stopped replay exits 1", exit == 1, "it exited " + exit));
        allVisible("a stopped replay");

        WorkerProcess killed = commands.start("dlq", "replay", "--code", CODE, "--rate", rate);
        until("half is replayed", () -> post.copies() >= matching.size() / 2);
        killed.kill();
        long begun = System.nanoTime();
        say(
                "SIGKILL after %,d copies: %,d letters hidden"
                        .formatted(post.copies(), post.hiddenDeadLetters()));
        WorkerProcess worker = commands.start("worker");
        String shown = commands.done("dlq", "show", "--code", "STRANDED", "--limit", "1").stdout();
        findings.add(
                DrillFinding.of(
                        "show masks the password",
                        shown.contains("\"password\" : \"***\""),
                        "it does not"));
        until("what the killed one hid is visible", () -> post.hiddenDeadLetters() == 0);
        say("all visible again " + seconds(begun) + " after the SIGKILL");
        begun = System.nanoTime();
        String summary = commands.done("dlq", "replay", "--code", CODE).stdout().strip();
        say("run again: %s in %s".formatted(summary, seconds(begun)));
        allVisible("a replay");
        return worker;
    }

    private void answered(WorkerProcess worker) throws InterruptedException {
        until("all are answered", () -> post.answers().size() >= matching.size());
        until("nothing is left to do", () -> post.copies() == 0);
        worker.terminate();
        int _ = worker.exit();
        int copies = post.answers().values().stream().mapToInt(List::size).sum();
        say("%,d answers to %,d requests".formatted(copies, matching.size()));
        findings.add(
                DrillFinding.of(
                        "no more are doubled than were under way at the SIGKILL",
                        copies <= matching.size() + 40,
                        copies + " answers"));
        findings.add(
                DrillFinding.same(
                        "exactly the matching ones are answered",
                        post.answers().keySet(),
                        matching));
        findings.add(
                DrillFinding.same(
                        "none failed",
                        post.answers().values().stream().flatMap(List::stream).distinct().toList(),
                        List.of("succeeded")));
        List<UserType> users =
                account
                        .cognito
                        .listUsersPaginator(r -> r.userPoolId(account.client.userPoolId()))
                        .users()
                        .stream()
                        .toList();
        findings.add(
                DrillFinding.same(
                        "each made one user, CONFIRMED",
                        users.stream().map(u -> u.username() + u.userStatusAsString()).toList(),
                        matching.stream().map(id -> id + "CONFIRMED").toList()));
    }

    /** The others, as an export has them. */
    private void left() throws IOException, InterruptedException {
        Path file = folder.resolve("masked.jsonl");
        WorkerProcess _ = commands.done("dlq", "export", file.toString());
        String exported = Files.readString(file);
        findings.add(
                DrillFinding.same(
                        "an export holds all others",
                        exported.lines()
                                .map(line ->
                                        DrillQueues.parse(
                                                DrillQueues.parse(line).path("Body").asString("")))
                                .map(body -> body.path("username").asString(""))
                                .toList(),
                        letters.stream()
                                .filter(l -> !l.code().equals(CODE))
                                .map(PlantedDeadLetter::id)
                                .toList()));
        findings.add(
                DrillFinding.of(
                        "and no secret",
                        exported.contains("***") && !exported.contains(PlantedDeadLetter.SECRET),
                        "it holds one"));
        allVisible("export");
    }

    private void purge() throws IOException, InterruptedException {
        Path file = folder.resolve("purged.jsonl");
        WorkerProcess _ =
                commands.done(
                        "dlq",
                        "purge",
                        "--code",
                        "INVALID_REQUEST",
                        "--yes",
                        "--export",
                        file.toString());
        List<String> bodies =
                Files.readAllLines(file).stream()
                        .map(line -> DrillQueues.parse(line).path("Body").asString(""))
                        .toList();
        findings.add(
                DrillFinding.same(
                        "a purge exports what it deletes, whole",
                        bodies,
                        letters.stream()
                                .filter(l -> l.code().equals("INVALID_REQUEST"))
                                .map(PlantedDeadLetter::body)
                                .toList()));
        findings.add(
                DrillFinding.of(
                        "and deletes nothing else",
                        post.deadLetters() == count / 2,
                        post.deadLetters() + " are left"));
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it took too long until " + what);
            }
            Thread.sleep(20);
        }
    }

    private static String seconds(long begun) {
        return "%.1f s".formatted((System.nanoTime() - begun) / 1e9);
    }

    private void say(String line) {
        out.println("  " + line);
    }

    @Override
    public void close() {
        commands.close();
        post.close();
        account.close();
    }
}
