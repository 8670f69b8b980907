package dev.usher.drill;

import dev.usher.app.Account;
import dev.usher.drill.UserFile.Kind;
import dev.usher.drill.UserFile.Person;
import dev.usher.emulator.Options;
import dev.usher.soak.LaunchSettings;
import dev.usher.soak.SoakQueues;
import dev.usher.soak.WorkerProcesses;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * A migration from beginning to end: {@code enqueue}, {@code worker} and {@code replies}, each of
 * them killed again and again, and then every row looked after.
 */
final class MigrationDrill implements AutoCloseable {
    private static final int SENT_BYTES = 95;
    private static final int ANSWER_BYTES = 200;

    private final Setting setting;
    private final LaunchSettings launch;
    private final Path folder;
    private final PrintStream progress;
    private final Account account = new Account(Options.standard().withQuotas(false));
    private final SoakQueues post = new SoakQueues(account, "migration");
    private final Path run;

    /**
     * @param kills of each command
     * @param rate of enqueue, rows a second; 0 for no limit
     * @param visibility of what a worker has in hand: so much later others see it when it dies
     * @param part of the way at whose even parts the replies' reader and a worker are killed
     * @param limit ends it when it is not done by then
     */
    record Setting(
            int rows,
            int kills,
            int workers,
            long seed,
            double rate,
            String visibility,
            double part,
            Duration limit) {}

    /**
     * What came of it.
     *
     * @param broken promises, in words
     * @param kills of any process
     */
    record Outcome(List<String> broken, int kills, Duration enqueued, Duration answered) {}

    MigrationDrill(Setting setting, LaunchSettings launch, Path folder, PrintStream progress) {
        this.setting = setting;
        this.launch = launch;
        this.folder = folder;
        this.progress = progress;
        this.run = folder.resolve("run");
    }

    Outcome run() throws IOException, InterruptedException {
        Path file = folder.resolve("people.csv");
        List<Person> people = UserFile.write(file, setting.rows(), setting.seed());
        people.stream().filter(each -> each.kind() == Kind.EXISTING).forEach(this::exists);
        Instant begun = Instant.now();
        int kills = enqueue(file, begun);
        Duration enqueued = Duration.between(begun, Instant.now());
        progress.printf("enqueued after %,d ms, %d kills%n", enqueued.toMillis(), kills);
        begun = Instant.now();
        kills += answer(begun);
        Duration answered = Duration.between(begun, Instant.now());
        progress.printf("answered after %,d ms%n", answered.toMillis());
        List<String> broken = new MigrationAudit(account, people, file, run).broken();
        if (post.leftInBulk() > 0) {
            broken.add("requests are left in the queue: " + post.leftInBulk());
        }
        broken.addAll(new PasswordSearch(folder, run).secrets());
        return new Outcome(broken, kills, enqueued, answered);
    }

    private void exists(Person person) {
        account.cognito.adminCreateUser(r ->
                r.userPoolId(account.client.userPoolId())
                        .username(person.username())
                        .messageAction("SUPPRESS")
                        .temporaryPassword("Somebody-3lses"));
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(account.settings());
        variables.putAll(post.settingsOfBothLanes());
        variables.put("USHER_VISIBILITY_TIMEOUT", setting.visibility());
        return variables;
    }

    private int enqueue(Path file, Instant begun) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("enqueue", file.toString(), "--run", run.toString()));
        for (String map : UserFile.MAPS) {
            arguments.addAll(List.of("--map", map));
        }
        if (setting.rate() > 0) {
            arguments.addAll(List.of("--rate", Double.toString(setting.rate())));
        }
        Path sent = run.resolve("sent.log");
        return killed(begun, arguments, () -> size(sent) / SENT_BYTES, 1, () -> {});
    }

    private int answer(Instant begun) throws IOException, InterruptedException {
        Random random = new Random(setting.seed());
        Path answers = run.resolve("answers.jsonl");
        int[] kills = {0};
        try (WorkerProcesses workers =
                new WorkerProcesses(launch, folder, environment(), setting.workers())) {
            int deaths =
                    killed(
                            begun,
                            List.of("replies", "--run", run.toString()),
                            () -> size(answers) / ANSWER_BYTES,
                            setting.part(),
                            () -> {
                                workers.killOne(random);
                                kills[0]++;
                            });
            List<Integer> codes = workers.stop();
            if (codes.stream().anyMatch(code -> code != 0)) {
                throw new IllegalStateException("workers ended with " + codes);
            }
            return deaths + kills[0];
        }
    }

    /** What else is to die with a process. */
    private interface Victim {
        void kill();
    }

    /**
     * Runs a command, kills it at even parts of (a part of) its way and starts it again; how often.
     * In the end it must say that there were rows that did not do well, and nothing worse.
     */
    private int killed(
            Instant begun, List<String> arguments, LongSupplier way, double part, Victim others)
            throws InterruptedException {
        String[] command = arguments.toArray(String[]::new);
        int kills = 0;
        while (true) {
            try (WorkerProcess process =
                    WorkerProcess.start(launch.command(command), folder, environment())) {
                long goal = (long) (part * setting.rows() * (kills + 1) / (setting.kills() + 1));
                while (process.alive() && (kills == setting.kills() || way.getAsLong() < goal)) {
                    Thread.sleep(10);
                    if (Instant.now().isAfter(begun.plus(setting.limit()))) {
                        throw new IllegalStateException(
                                command[0] + " does not end; it said:\n" + process.stderr());
                    }
                }
                if (process.alive()) {
                    process.kill();
                    others.kill();
                    progress.printf("%s killed at about row %,d%n", command[0], way.getAsLong());
                    kills++;
                    continue;
                }
                int code = process.exit();
                if (code != 1) {
                    throw new IllegalStateException(
                            "%s ended with %d; it said:%n%s"
                                    .formatted(command[0], code, process.stderr()));
                }
                progress.print(process.stdout());
                return kills;
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        post.close();
        account.close();
    }
}
