package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.app.Account;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A correct set-up with its own queues, pool, client and secret, for a test to break. */
final class DoctorSetup {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final Map<String, String> environment = new HashMap<>();
    final String name = "p" + NUMBERS.incrementAndGet();
    final String requests;
    final String replies;
    final String dead;
    final String key = key(32);
    private final Account account;
    private final SqsClient sqs;
    private final List<String> secrets = new ArrayList<>(List.of(key));
    private InstantSource clock = InstantSource.system();
    private Commands.@Nullable Run last;

    DoctorSetup(Account account, SqsClient sqs, Path folder) {
        this.account = account;
        this.sqs = sqs;
        this.dead = queue(name + "-dead", Map.of());
        this.requests = queue(name, redrive(dead, 100));
        this.replies = queue(name + "-replies", Map.of());
        environment.put("USHER_REQUEST_QUEUE", name);
        environment.put("USHER_REPLY_QUEUE", name + "-replies");
        environment.put("USHER_SECRET_ID", name);
        environment.put("USHER_LEDGER", "sqlite:" + folder.resolve(name + ".db"));
        // Other servers on this machine must not affect the test.
        environment.put("USHER_HTTP_ADDRESS", "127.0.0.1:0");
        pool(r -> {}, r -> r.generateSecret(true));
    }

    /** Another pool and client, with a matching secret. */
    UserPoolClientType pool(
            Consumer<CreateUserPoolRequest.Builder> pool,
            Consumer<CreateUserPoolClientRequest.Builder> client) {
        String id =
                account.cognito
                        .createUserPool(r -> {
                            r.poolName("people").deletionProtection("ACTIVE");
                            pool.accept(r);
                        })
                        .userPool()
                        .id();
        UserPoolClientType made =
                account.cognito
                        .createUserPoolClient(r -> {
                            r.userPoolId(id)
                                    .clientName("worker")
                                    .explicitAuthFlows(
                                            ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                            ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
                            client.accept(r);
                        })
                        .userPoolClient();
        environment.put("USHER_USER_POOL_ID", id);
        environment.put("USHER_CLIENT_ID", made.clientId());
        secret(made.clientSecret(), key);
        return made;
    }

    void secret(@Nullable String clientSecret, String temporaryPasswordKey) {
        String member = clientSecret == null ? "" : "\"clientSecret\":\"" + clientSecret + "\",";
        secretText("{" + member + "\"temporaryPasswordKey\":\"" + temporaryPasswordKey + "\"}");
        secrets.add(temporaryPasswordKey);
        if (clientSecret != null) {
            secrets.add(clientSecret);
        }
    }

    void secretText(String text) {
        account.aws.secrets().store(name, text);
        secrets.add(text);
    }

    static String key(int bytes) {
        byte[] key = new byte[bytes];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    String queue(String called, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(called).attributes(attributes)).queueUrl();
    }

    void set(String queue, Map<QueueAttributeName, String> attributes) {
        sqs.setQueueAttributes(r -> r.queueUrl(queue).attributes(attributes));
    }

    Map<QueueAttributeName, String> redrive(String to, int receives) {
        return Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
                        .formatted(attributes(to).get(QueueAttributeName.QUEUE_ARN), receives));
    }

    Map<QueueAttributeName, String> attributes(String queue) {
        return sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    void with(String variable, String value) {
        environment.put(variable, value);
    }

    void at(Instant now) {
        clock = () -> now;
        last = null;
    }

    /** Runs {@code usher doctor}. */
    Commands.Run examine(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(new DoctorCommand(environment, clock))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .setExecutionStrategy(CommandRunner::execute)
                        .execute(options);
        Commands.Run run = new Commands.Run(code, out.toString(), err.toString());
        secrets.stream()
                .filter(Objects::nonNull)
                .forEach(secret ->
                        assertThat(run.out() + run.err()).as("a secret").doesNotContain(secret));
        return run;
    }

    /**
     * Expects a line with all these parts, and the exit code. Several calls check one run.
     *
     * @param beginning of the line: its status and check
     */
    void says(int code, String beginning, String... parts) {
        Commands.Run run = last == null ? examine() : last;
        last = run;
        assertThat(run.code()).as(run.out()).isEqualTo(code);
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .anySatisfy(line -> {
                    assertThat(line).startsWith(beginning);
                    assertThat(parts).allSatisfy(part -> assertThat(line).contains(part));
                });
    }
}
