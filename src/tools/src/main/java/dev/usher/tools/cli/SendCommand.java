package dev.usher.tools.cli;

import dev.usher.message.Secret;
import dev.usher.settings.QueueSettings;
import dev.usher.sqs.Queue;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.enqueue.RequestDraft;
import dev.usher.tools.enqueue.SingleSender;
import dev.usher.tools.enqueue.WorkerRules;
import dev.usher.tools.enqueue.SecretMember;
import dev.usher.tools.replies.AwaitedReply;
import dev.usher.tools.replies.ReplySearch;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usher send}: sends one request and prints its reply. */
@Command(
        name = "send",
        description = {
            "Sends one request to a queue, waits for its reply and prints it.",
            "",
            "The request is checked by the worker's own rules before it is sent. Passwords, tokens,"
                    + " sessions, codes and answers are prompted on the terminal without echo, or read"
                    + " from files. No option takes one as its value, since everybody on the machine can"
                    + " see a process's arguments.",
            "",
            "SQS can't search for a message, so the command also receives replies for other readers. It"
                    + " hides them for 2 or 3 seconds at a time, gives them back and never deletes them,"
                    + " but raises their receive counts, by about 12 per minute of waiting. A redrive"
                    + " policy with a small maxReceiveCount may move them away: then use a separate reply"
                    + " queue (--reply-to). The reply itself is deleted once it is printed."
        },
        footer = {
            "",
            "Exit codes: 0 the reply says succeeded or challenged (or the request was sent, with"
                    + " --no-wait), 1 it says failed or did not come in time, 2 wrong usage or settings,"
                    + " or a request that the worker would refuse.",
            "",
            "Examples:",
            "  usher send --type signup --username ada --attribute email=ada@example.com",
            "  usher send --type signin --username ada --password-file ada.txt --show-tokens",
            "  usher send --type signup --username ada --finish invite --timeout 5m",
            "  usher send --request request.json --lane bulk --no-wait",
            "  pass show ada | usher send --type signin --username ada --password-file -"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SendCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 4;

    @Mixin private RequestOptions request = new RequestOptions();
    @Mixin private ExchangeOptions exchange = new ExchangeOptions();
    private final SecretOptions secrets = new SecretOptions();
    private final Function<String, @Nullable Secret> terminal;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CommandRuntime runtime =
            new CommandRuntime(
                    InstantSource.system(), QueueAccess.WAITER, new SecureRandom(), stopped::get);

    private SendCommand(Function<String, @Nullable Secret> terminal) {
        this.terminal = terminal;
    }

    /**
     * The command with its options.
     *
     * @param terminal prompts for a secret; returns null if it can't
     */
    static CommandLine line(Function<String, @Nullable Secret> terminal) {
        SendCommand command = new SendCommand(terminal);
        CommandLine line = new CommandLine(command);
        command.secrets.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("send", this::work);
    }

    private int work() throws InterruptedException {
        QueueSettings settings = CommandRunner.settings();
        secrets.checkStandardInput(request.fromStandardInput());
        RequestDraft draft = request.draft();
        secrets.fill(draft);
        if (!draft.has("id")) {
            draft.put("id", UUID.randomUUID().toString());
        }
        WorkerRules rules = WorkerRules.of(settings);
        check(draft, rules);
        try (QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS)) {
            Queue requests = access.queue(exchange.requestQueue(settings));
            Queue replies = null;
            if (exchange.waits()) {
                replies = access.queue(exchange.replyQueue(settings, draft.text("replyTo")));
                if (replies.url().equals(requests.url())) {
                    throw CommandException.usage("the request and reply queue are the same queue");
                }
            }
            ask(draft);
            check(draft, rules);
            return send(draft, requests, replies);
        }
    }

    private void check(RequestDraft draft, WorkerRules rules) {
        List<String> problems = draft.problems(rules, request.finishing());
        if (!problems.isEmpty()) {
            throw CommandException.usage("the request is invalid: " + String.join("; ", problems));
        }
    }

    private void ask(RequestDraft draft) {
        for (SecretMember secret : draft.lacking(request.finishing())) {
            Secret text =
                    terminal.apply(secret.words() + " for " + draft.text("username") + ": ");
            if (text == null) {
                throw CommandException.usage(
                        "no %s, and no terminal to prompt for it: give it with %s FILE (- for standard input)"
                                .formatted(secret.words(), secret.option()));
            }
            draft.fill(secret, text);
        }
    }

    private int send(RequestDraft draft, Queue requests, @Nullable Queue replies)
            throws InterruptedException {
        String id = String.valueOf(draft.text("id"));
        System.err.println("id " + id);
        String messageId =
                new SingleSender(requests, runtime)
                        .send(
                                id,
                                String.valueOf(draft.text("username")),
                                draft.body());
        ReplySearch.Sought sought = new ReplySearch.Sought(id, messageId, exchange.showTokens());
        SentRequest sent = new SentRequest(sought, requests, replies);
        if (replies == null) {
            return sent.printSent();
        }
        StopSignals.handle(() -> stopped.set(true));
        ReplySearch search = new ReplySearch(replies, sought, runtime);
        AwaitedReply awaited = search.await(exchange.timeout());
        int code = sent.print(awaited, exchange.timeout());
        if (awaited instanceof AwaitedReply.Reply && sent.delivered()) {
            sent.printTaken(search.take());
        }
        return code;
    }
}
