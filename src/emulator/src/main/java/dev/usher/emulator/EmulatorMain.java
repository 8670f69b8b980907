package dev.usher.emulator;

import dev.usher.emulator.cognito.Cognito;
import dev.usher.emulator.protocol.EmulatorJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The emulator run by itself. */
@Command(
        name = "usher-emulator",
        description = {
            "Runs SQS, Cognito user pools, Secrets Manager and DynamoDB on one endpoint, and prints the"
                    + " lines that point any AWS SDK or CLI at it.",
            "",
            "GET, PUT and DELETE /_usher/faults shows, sets and clears faults and latency while it runs."
        },
        footer = {
            "",
            "Exit codes: 1 it could not start, 2 wrong usage; Ctrl-C or SIGTERM ends it.",
            "",
            "Examples:",
            "  java -jar usher-emulator.jar",
            "  java -jar usher-emulator.jar --port 0 --quotas aws --latency 80",
            "  java -jar usher-emulator.jar --user-pool-id us-east-1_Test --client-id testclient"
        },
        mixinStandardHelpOptions = true)
public final class EmulatorMain implements Callable<Integer> {
    /** Which request quotas Cognito has. */
    enum QuotaChoice {
        aws,
        none
    }

    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description =
                    "Where to listen; 0.0.0.0 admits every client that reaches this machine, and"
                            + " nothing here is protected (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "4566",
            description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--region",
            defaultValue = "us-east-1",
            description = "The region in ids and ARNs (default: ${DEFAULT-VALUE}).")
    private String region = "us-east-1";

    @Option(
            names = "--quotas",
            defaultValue = "aws",
            description = "aws: Cognito's default request quotas (default); none: no limits.")
    private QuotaChoice quotas = QuotaChoice.aws;

    @Option(
            names = "--latency",
            defaultValue = "0",
            description = "Milliseconds added to each call, SQS apart.")
    private int latencyMillis;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the random draws of faults (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--user-pool-id",
            paramLabel = "ID",
            description = "Makes a user pool of this id, with an app client.")
    private @Nullable String userPoolId;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "The id of that app client; makes the pool too.")
    private @Nullable String clientId;

    public static void main(String[] args) {
        // Read when the first logger is made.
        System.setProperty("logback.configurationFile", "dev/usher/emulator/logback.xml");
        System.exit(
                new CommandLine(new EmulatorMain()).setCommandName("usher-emulator").execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Options options =
                Options.standard()
                        .withAddress(address)
                        .withPort(port)
                        .withRegion(region)
                        .withQuotas(quotas == QuotaChoice.aws)
                        .withLatency(Duration.ofMillis(latencyMillis))
                        .withSeed(seed);
        EmbeddedAws aws = EmbeddedAws.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
        export("AWS_ENDPOINT_URL", aws.endpoint().toString());
        export("AWS_REGION", region);
        export("AWS_DEFAULT_REGION", region);
        export("AWS_ACCESS_KEY_ID", "local");
        export("AWS_SECRET_ACCESS_KEY", "local");
        if (userPoolId != null || clientId != null) {
            makeUserPool(aws.cognito());
        }
        System.out.flush();
        System.err.println("# The emulator listens on " + aws.endpoint() + "; Ctrl-C ends it.");
        Thread.currentThread().join();
        return 0;
    }

    private void makeUserPool(Cognito cognito) {
        ObjectNode request = EmulatorJson.object().put("PoolName", "emulator");
        ObjectNode tags = request.putObject("UserPoolTags");
        if (userPoolId != null) {
            tags.put(Cognito.POOL_ID_TAG, userPoolId);
        }
        if (clientId != null) {
            tags.put(Cognito.CLIENT_ID_TAG, clientId);
        }
        String pool = cognito.call("CreateUserPool", request).at("/UserPool/Id").asString("");
        ObjectNode client =
                EmulatorJson.object().put("UserPoolId", pool).put("ClientName", "emulator");
        client.set(
                "ExplicitAuthFlows",
                EmulatorJson.array(
                        List.of("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")));
        JsonNode made = cognito.call("CreateUserPoolClient", client);
        export("COGNITO_USER_POOL_ID", pool);
        export("COGNITO_CLIENT_ID", made.at("/UserPoolClient/ClientId").asString(""));
    }

    private static void export(String name, String value) {
        System.out.println("export " + name + "='" + value + "'");
    }
}
