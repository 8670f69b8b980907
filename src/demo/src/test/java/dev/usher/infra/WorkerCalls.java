package dev.usher.infra;

import static java.util.Map.entry;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.usher.app.WorkerService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The SDK operations that the worker calls, by the names of their IAM actions: those in all classes
 * that the service leads to. What only commands use ({@code dlq}, {@code enqueue}, {@code doctor},
 * ...) the service does not lead to.
 */
final class WorkerCalls {
    private static final String SERVICES = "software.amazon.awssdk.services.";

    /** By the clients' names. */
    private static final Map<String, String> IAM_PREFIXES =
            Map.of(
                    "SqsClient", "sqs",
                    "CognitoIdentityProviderClient", "cognito-idp",
                    "SecretsManagerClient", "secretsmanager",
                    "DynamoDbClient", "dynamodb");

    /** Of every client, and no operation. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("builder", "create", "close", "serviceName", "serviceClientConfiguration");

    /** SQS has no actions of their own for batches. */
    private static final Map<String, String> BATCHES =
            Map.ofEntries(
                    entry("SendMessageBatch", "SendMessage"),
                    entry("DeleteMessageBatch", "DeleteMessage"),
                    entry("ChangeMessageVisibilityBatch", "ChangeMessageVisibility"));

    /** Operations for which no policy is asked, and why. */
    private static final Map<String, String> WITHOUT_PERMISSION =
            Map.of(
                    "cognito-idp:GetTokensFromRefreshToken",
                    "the refresh token authorizes it; Cognito evaluates no IAM policy");

    private WorkerCalls() {}

    static Set<String> actions() {
        JavaClasses all = ArchConfiguration.withThreadLocalScope(WorkerCalls::imported);
        Set<String> actions = new TreeSet<>();
        for (JavaClass each : reachable(all.get(WorkerService.class))) {
            Stream.<JavaAccess<?>>concat(
                            each.getMethodCallsFromSelf().stream(),
                            each.getMethodReferencesFromSelf().stream())
                    .filter(WorkerCalls::isOfAClient)
                    .map(access ->
                            action(access.getTargetOwner().getSimpleName(), access.getName()))
                    .forEach(actions::add);
        }
        actions.removeAll(WITHOUT_PERMISSION.keySet());
        return actions;
    }

    private static JavaClasses imported(ArchConfiguration configuration) {
        // The SDK's own classes are many, and only their names are asked for.
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                // No production room knows these.
                .withImportOption(at -> !at.contains("/dev/usher/emulator/"))
                .withImportOption(at -> !at.contains("/dev/usher/demo/"))
                .withImportOption(at -> !at.contains("-tests.jar"))
                .importPackages("dev.usher");
    }

    private static Set<JavaClass> reachable(JavaClass from) {
        Set<JavaClass> found = new HashSet<>(Set.of(from));
        Deque<JavaClass> next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            for (Dependency dependency : next.pop().getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("dev.usher") && found.add(target)) {
                    next.push(target);
                }
            }
        }
        return found;
    }

    private static boolean isOfAClient(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.getName().startsWith(SERVICES)
                && owner.getSimpleName().endsWith("Client")
                && !OF_THE_CLIENT.contains(access.getName());
    }

    private static String action(String client, String method) {
        String prefix = IAM_PREFIXES.get(client);
        if (prefix == null) {
            throw new AssertionError("the worker calls a service that no policy knows: " + client);
        }
        String operation =
                Character.toUpperCase(method.charAt(0))
                        + method.substring(1).replaceFirst("Paginator$", "");
        return prefix + ":" + BATCHES.getOrDefault(operation, operation);
    }
}
