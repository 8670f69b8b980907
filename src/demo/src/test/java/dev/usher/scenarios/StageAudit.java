package dev.usher.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.app.Desk;
import dev.usher.app.Site;
import dev.usher.emulator.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.databind.JsonNode;

/**
 * Looks, once a stage has been cleared away, at what it has called and left: in a real account it
 * would need leave for each call, and pay for each thing that stays.
 */
final class StageAudit implements AutoCloseable {
    private static final Path POLICY = Path.of("infra", "test-policy.json");

    private final EmbeddedAws aws;

    StageAudit(EmbeddedAws aws) {
        this.aws = aws;
    }

    @Override
    public void close() throws IOException {
        Set<String> called = new TreeSet<>();
        aws.callCounts().keySet().forEach(call -> called.add(permission(call)));
        assertThat(allowed()).as("the actions of " + POLICY).containsAll(called);
        nothingIsLeft(Site.emulator(aws.endpoint()));
    }

    /** SQS's batches need leave for the single call. */
    private static String permission(String call) {
        return call.endsWith("MessageBatch") || call.equals("ChangeMessageVisibilityBatch")
                ? call.substring(0, call.length() - "Batch".length())
                : call;
    }

    static Set<String> allowed() throws IOException {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement : Desk.parse(Files.readString(POLICY)).path("Statement")) {
            for (JsonNode action : statement.path("Action")) {
                actions.add(action.asString("").substring(action.asString("").indexOf(':') + 1));
            }
        }
        return actions;
    }

    private static void nothingIsLeft(Site site) {
        try (SqsClient sqs = site.sqs();
                CognitoIdentityProviderClient cognito = site.cognito();
                SecretsManagerClient secrets = site.secrets()) {
            assertThat(sqs.listQueues().queueUrls()).as("queues that are left").isEmpty();
            assertThat(cognito.listUserPools(r -> r.maxResults(60)).userPools())
                    .as("user pools that are left")
                    .isEmpty();
            assertThat(secrets.listSecrets().secretList()).as("secrets that are left").isEmpty();
        }
    }
}
