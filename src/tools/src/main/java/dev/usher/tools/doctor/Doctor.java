package dev.usher.tools.doctor;

import dev.usher.secrets.Credentials;
import dev.usher.settings.InspectedSettings;
import dev.usher.settings.LedgerSetting;
import dev.usher.sqs.SqsErrors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Checks everything that a worker with these settings depends on. It sends, receives, hides and
 * deletes no message, creates or signs in no user, and writes nothing to the ledger.
 */
public final class Doctor {
    private final InspectedSettings inspectedSettings;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final DoctorClients doctorClients;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable List<Credentials> secret;
    private @Nullable Duration ahead;

    /**
     * @param environment which endpoints are set
     */
    public Doctor(
            InspectedSettings inspectedSettings,
            Map<String, String> environment,
            InstantSource clock,
            DoctorClients doctorClients) {
        this.inspectedSettings = inspectedSettings;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.doctorClients = doctorClients;
    }

    /** All findings, in the order in which to fix them. */
    public List<Finding> examine() {
        findings.addAll(SettingsCheck.of(inspectedSettings));
        AccountCheck accountCheck = AccountCheck.look(environment, doctorClients);
        findings.addAll(accountCheck.findings());
        if (accountCheck.usable()) {
            look("queue", () -> queues(accountCheck.caller()));
            look("secret", this::secret);
            look("pool", this::pool);
        } else {
            skip("queue", "secret", "pool");
        }
        look("ledger", () -> ledger(accountCheck.usable()));
        look("address", this::address);
        if (accountCheck.usable()) {
            findings.add(ClockCheck.of(ahead));
        }
        return List.copyOf(findings);
    }

    private void skip(String... checks) {
        for (String check : checks) {
            findings.add(Finding.skipped(check, "-", "not checked: there is no access to AWS", ""));
        }
    }

    /** An unexpected error must not keep the other checks from running. */
    private void look(String check, Supplier<List<Finding>> checks) {
        try {
            findings.addAll(checks.get());
        } catch (RuntimeException e) {
            findings.add(
                    Finding.failed(
                            check,
                            "-",
                            "the check failed: " + code(e),
                            "check AWS_REGION, AWS_ENDPOINT_URL (which starts with http:// or https://),"
                                    + " the network and the credentials"));
        }
    }

    static String code(RuntimeException e) {
        return e instanceof SdkException sdk ? SqsErrors.code(sdk) : e.getClass().getSimpleName();
    }

    private List<Finding> queues(@Nullable String caller) {
        QueueReader reader = new QueueReader(doctorClients.sqs(), clock);
        List<Finding> found =
                new QueueChecks(
                                inspectedSettings,
                                reader,
                                new QueuePermissions(doctorClients.sqs()),
                                new PolicySimulation(caller))
                        .run();
        ahead = reader.ahead();
        return found;
    }

    private List<Finding> secret() {
        if (!inspectedSettings.sound("USHER_SECRET_ID")) {
            return wrong("secret", "USHER_SECRET_ID");
        }
        SecretCheck check =
                SecretCheck.of(
                        doctorClients.secrets(), inspectedSettings.settings().secretId(), clock);
        secret = check.versions();
        return List.of(check.finding());
    }

    private List<Finding> pool() {
        for (String variable : List.of("USHER_USER_POOL_ID", "USHER_CLIENT_ID")) {
            if (!inspectedSettings.sound(variable)) {
                return wrong("pool", variable);
            }
        }
        return new PoolChecks(doctorClients.cognito(), inspectedSettings.settings().pool(), secret)
                .run();
    }

    private List<Finding> ledger(boolean usable) {
        if (!inspectedSettings.sound("USHER_LEDGER")) {
            return wrong("ledger", "USHER_LEDGER");
        }
        return switch (inspectedSettings.settings().ledger()) {
            case LedgerSetting.Sqlite sqlite -> SqliteCheck.of(sqlite.path());
            case LedgerSetting.DynamoDb dynamoDb ->
                    usable
                            ? new DynamoDbCheck(doctorClients.dynamoDb(), dynamoDb.table()).run()
                            : List.of(
                                    Finding.skipped(
                                            "ledger",
                                            dynamoDb.table(),
                                            "not checked: there is no access to AWS",
                                            ""));
            case LedgerSetting.None none ->
                    List.of(
                            Finding.warning(
                                    "ledger",
                                    "none",
                                    "an id that comes twice with two usernames creates two users",
                                    "set USHER_LEDGER to sqlite:PATH or dynamodb:TABLE"));
        };
    }

    private List<Finding> address() {
        return inspectedSettings.sound("USHER_HTTP_ADDRESS")
                ? List.of(AddressCheck.of(inspectedSettings.settings().observation().httpAddress()))
                : wrong("address", "USHER_HTTP_ADDRESS");
    }

    private static List<Finding> wrong(String check, String variable) {
        return List.of(Finding.skipped(check, variable, "not checked: the setting is wrong", ""));
    }
}
