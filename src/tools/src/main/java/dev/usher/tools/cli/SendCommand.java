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
import dev.usher.tools.files.SecretMember;
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

/** {@code usher send}: one request and its reply. */
@Command(
        name = "send",
        description = {
            "Sends one request to a queue, waits for its reply and prints it.",
            "",
            "The request is checked by the worker's own rules before anything is sent. Passwords,"
                    + " tokens, sessions, codes and answers are asked for at the terminal, without echo,"
                    + " or come from files; there is no option that takes one as its value, since"
                    + " everybody on the machine can see a process's arguments.",
            "",
            "SQS can't look for a message, so other readers' replies are received too: they are hidden"
                    + " for 2 or 3 seconds at a time, given back, and never deleted, but their"
                    + " receive counts rise, by about 12 in a minute of waiting. A redrive policy on"
                    + " the reply queue with a small maxReceiveCount may bury them: use a reply queue"
                    + " of its own then (--reply-to). The reply itself is deleted once it is printed."
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
    private final CommandRuntime surroundings =
            new CommandRuntime(
                    InstantSource.system(), QueueAccess.WAITER, new SecureRandom(), stopped::get);

    private SendCommand(Function<String, @Nullable Secret> terminal) {
        this.terminal = terminal;
    }

    /**
     * The command with its options.
     *
     * @param terminal asks for a secret; gives null where nobody can be asked
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
        RequestDraft requestDraft = request.draft();
        secrets.fill(requestDraft);
        if (!requestDraft.has("id")) {
            requestDraft.put("id", UUID.randomUUID().toString());
        }
        WorkerRules workerRules = WorkerRules.of(settings);
        check(requestDraft, workerRules);
        try (QueueAccess access = QueueAccess.open(settings.pollWait(), CONNECTIONS)) {
            Queue requests = access.queue(exchange.requestQueue(settings));
            Queue replies = null;
            if (exchange.waits()) {
                replies = access.queue(exchange.replyQueue(settings, requestDraft.text("replyTo")));
                if (replies.url().equals(requests.url())) {
                    throw CommandException.usage("the request and reply queue are the same queue");
                }
            }
            ask(requestDraft);
            check(requestDraft, workerRules);
            return send(requestDraft, requests, replies);
        }
    }

    private void check(RequestDraft requestDraft, WorkerRules workerRules) {
        List<String> problems = requestDraft.problems(workerRules, request.finishing());
        if (!problems.isEmpty()) {
            throw CommandException.usage("the request is wrong: " + String.join("; ", problems));
        }
    }

    private void ask(RequestDraft requestDraft) {
        for (SecretMember secret : requestDraft.lacking(request.finishing())) {
            Secret text =
                    terminal.apply(secret.words() + " for " + requestDraft.text("username") + ": ");
            if (text == null) {
                throw CommandException.usage(
                        "no %s, and no terminal to ask at: give it with %s FILE (- for standard input)"
                                .formatted(secret.words(), secret.option()));
            }
            requestDraft.fill(secret, text);
        }
    }

    private int send(RequestDraft requestDraft, Queue requests, @Nullable Queue replies)
            throws InterruptedException {
        String id = String.valueOf(requestDraft.text("id"));
        System.err.println("id " + id);
        String messageId =
                new SingleSender(requests, surroundings)
                        .send(
                                id,
                                String.valueOf(requestDraft.text("username")),
                                requestDraft.body());
        ReplySearch.Sought sought = new ReplySearch.Sought(id, messageId, exchange.showTokens());
        SentRequest sent = new SentRequest(sought, requests, replies);
        if (replies == null) {
            return sent.printSent();
        }
        StopSignals.handle(() -> stopped.set(true));
        ReplySearch search = new ReplySearch(replies, sought, surroundings);
        AwaitedReply awaitedReply = search.await(exchange.timeout());
        int code = sent.print(awaitedReply, exchange.timeout());
        if (awaitedReply instanceof AwaitedReply.Reply && sent.delivered()) {
            sent.printTaken(search.take());
        }
        return code;
    }
}
