package dev.usher.tools.access;

import dev.usher.app.AwsClients;
import dev.usher.settings.Settings;
import dev.usher.tools.doctor.Doctor;
import dev.usher.tools.doctor.DoctorClients;
import dev.usher.tools.doctor.Finding;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Runs the doctor with the clients that a worker has, each created when it is first needed. */
public final class DoctorAccess implements DoctorClients, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Deque<SdkAutoCloseable> open = new ArrayDeque<>();
    private @Nullable SqsClient sqs;

    private DoctorAccess() {}

    /** Checks everything that a worker with this environment depends on. */
    public static List<Finding> examine(Map<String, String> environment, InstantSource clock) {
        try (DoctorAccess access = new DoctorAccess()) {
            return new Doctor(Settings.inspect(environment), environment, clock, access).examine();
        }
    }

    @Override
    public SqsClient sqs() {
        SqsClient known = sqs;
        if (known == null) {
            known = add(AwsClients.sqs(TIMEOUT, 1));
            sqs = known;
        }
        return known;
    }

    @Override
    public CognitoIdentityProviderClient cognito() {
        return add(AwsClients.cognito(1));
    }

    @Override
    public SecretsManagerClient secrets() {
        return add(AwsClients.secretsManager());
    }

    @Override
    public DynamoDbClient dynamoDb() {
        return add(AwsClients.dynamoDb(1));
    }

    @Override
    public StsClient sts() {
        return add(
                StsClient.builder()
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .overrideConfiguration(c -> c.apiCallTimeout(TIMEOUT))
                        .build());
    }

    private <T extends SdkAutoCloseable> T add(T client) {
        open.push(client);
        return client;
    }

    @Override
    public void close() {
        open.forEach(SdkAutoCloseable::close);
    }
}
