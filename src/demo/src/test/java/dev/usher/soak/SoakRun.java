package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.soak.RunOutcome.Deaths;
import dev.usher.soak.RunOutcome.Figures;
import dev.usher.soak.RunOutcome.Trouble;
import dev.usher.soak.SoakLedger.Ledger;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One soak on one ledger, from an empty user pool to the evidence. */
final class SoakRun implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    /** For answers that are there to be read: a minute. */
    private static final int LOOKS = 300;

    /** The last requests are let through, so that the run ends. */
    private static final int PERCENT_AMONG_KILLS = 95;

    private final SoakSettings setting;
    private final LaunchSettings launch;
    private final Path folder;
    private final PrintStream progress;
    private final RequestPlan plan;
    private final Account account;
    private final SoakQueues post;
    private final Ledger ledger;
    private final MessageLog messageLog = new MessageLog();
    private final long begun = System.nanoTime();
    private boolean cut;

    /**
     * Starts the embedded AWS, but no worker yet.
     *
     * @param folder for the ledger and the workers' output; there, and empty
     */
    SoakRun(
            SoakSettings setting,
            Ledger ledger,
            LaunchSettings launch,
            Path folder,
            PrintStream progress) {
        this.setting = setting;
        this.ledger = ledger;
        this.launch = launch;
        this.folder = folder;
        this.progress = progress;
        this.plan = RequestPlan.draw(setting.requests(), setting.seed());
        this.account = new Account(Options.standard().withQuotas(false).withSeed(setting.seed()));
        this.post = new SoakQueues(account, "soak");
    }

    /** Sends everything, kills while it is worked, and checks what came of it. */
    RunOutcome outcome() throws InterruptedException {
        ExistingUsers existingUsers = ExistingUsers.make(account, plan.existingUsers());
        FaultPlan weather = FaultPlan.foul(account);
        Deaths deaths = walk();
        Trouble trouble = new Trouble(weather.struck(), account.aws.cognito().quotas().refused());
        RecordedMessages mail = messageLog.mail(post.deadLetters());
        SoakEvidence evidence =
                new SoakEvidence(
                        mail,
                        new PoolInspection(account, plan, existingUsers)
                                .people(mail, setting.seed()),
                        ledger.forgetful(),
                        post.left(),
                        new SecretSearch(account, plan).in(folder));
        return new RunOutcome(
                evidence,
                PromiseChecks.check(evidence),
                new Figures(messageLog.seconds(), cut, messageLog.latencies(), deaths, trouble));
    }

    private Deaths walk() throws InterruptedException {
        try (WorkerProcesses workers =
                new WorkerProcesses(launch, folder, environment(), setting.workers())) {
            WorkerKiller killer =
                    new WorkerKiller(
                            workers,
                            new Random(setting.seed()),
                            setting.kills(),
                            messageLog::answered,
                            this::killedEnough);
            RequestSender traffic = new RequestSender(plan, post, messageLog);
            try (RepeatingTask reader = new RepeatingTask("reader", Duration.ZERO, this::read);
                    RepeatingTask sender =
                            new RepeatingTask("sender", RequestSender.EVERY, traffic::next);
                    RepeatingTask teller =
                            new RepeatingTask("teller", TELL_EVERY, () -> tell(killer))) {
                Duration every = setting.kills().every();
                try (RepeatingTask death = new RepeatingTask("death", every, killer::strike)) {
                    await(List.of(reader, sender, teller, death));
                }
                List<Integer> exitCodes = cut ? List.of() : workers.stop();
                for (int looks = 0; post.unreadAnswers() > 0 && looks < LOOKS; looks++) {
                    Thread.sleep(LOOK_EVERY);
                }
                return new Deaths(killer.kills(), killer.answeredAtLastKill(), exitCodes);
            }
        }
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(account.settings());
        variables.putAll(post.settings());
        variables.putAll(FaultPlan.rates());
        variables.putAll(ledger.environment());
        variables.put("USHER_VISIBILITY_TIMEOUT", "10s");
        // What a killed worker has in hand waits until its lease ends: not half of everything.
        variables.put("USHER_CONCURRENCY", "24");
        return variables;
    }

    /** Returns when nothing is left to do, something failed, or the limit is over. */
    private void await(List<RepeatingTask> all) throws InterruptedException {
        boolean lost = false;
        while (all.stream().noneMatch(RepeatingTask::failed)) {
            if (!lost && messageLog.answered() >= plan.order().size() / 2) {
                lost = true;
                ledger.loseIt();
            }
            if (messageLog.sent() == plan.order().size() && post.left() == 0) {
                return;
            }
            if (elapsed().compareTo(setting.limit()) > 0) {
                cut = true;
                return;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private boolean killedEnough() {
        int enough = plan.order().size() * PERCENT_AMONG_KILLS / 100;
        return messageLog.answered() >= enough
                || elapsed().multipliedBy(3).compareTo(setting.limit().multipliedBy(2)) > 0;
    }

    private boolean read() {
        List<SoakReply> answers = post.answers();
        long now = System.nanoTime();
        answers.forEach(answer -> messageLog.answered(answer, now));
        return true;
    }

    private boolean tell(WorkerKiller killer) {
        progress.printf(
                "%4d s  %5d sent  %5d answered  %5d in the queue  %3d kills%n",
                elapsed().toSeconds(),
                messageLog.sent(),
                messageLog.answered(),
                post.left(),
                killer.kills());
        return true;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void close() {
        post.close();
        account.close();
    }
}
