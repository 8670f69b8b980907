package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Checks region and credentials.
 *
 * @param usable whether further calls to AWS can succeed
 * @param caller the caller's ARN; null if unknown
 */
record AccountCheck(List<Finding> findings, boolean usable, @Nullable String caller) {
    /** Error codes of all services for credentials that AWS rejects. */
    static final Set<String> BAD_CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "SignatureDoesNotMatch",
                    "InvalidSignatureException",
                    "IncompleteSignature",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "InvalidSecurity",
                    "AuthFailure");

    static final String GIVE_CREDENTIALS =
            "give the worker valid AWS credentials, and check its clock";

    private static final String CHECK = "credentials";
    private static final String GLOBAL = "AWS_ENDPOINT_URL";
    private static final List<String> OWN_ENDPOINTS =
            List.of(
                    "",
                    "_SQS",
                    "_COGNITO_IDENTITY_PROVIDER",
                    "_SECRETS_MANAGER",
                    "_DYNAMODB",
                    "_STS");

    static AccountCheck look(Map<String, String> environment, DoctorClients doctorClients) {
        List<Finding> findings = new ArrayList<>(endpoints(environment));
        findings.add(region());
        findings.add(credentials());
        if (findings.stream().anyMatch(each -> each.status() == Finding.Status.FAILED)) {
            return new AccountCheck(findings, false, null);
        }
        if (hasOwnEndpoints(environment)) {
            // STS has no endpoint of its own, and the credentials are not for real AWS.
            return new AccountCheck(findings, true, null);
        }
        findings.removeLast();
        try {
            String arn = doctorClients.sts().getCallerIdentity().arn();
            findings.add(Finding.ok(CHECK, "AWS", "valid: " + arn));
            return new AccountCheck(findings, true, arn);
        } catch (RuntimeException e) {
            String code = Doctor.code(e);
            boolean bad = BAD_CREDENTIALS.contains(code);
            findings.add(
                    bad
                            ? Finding.failed(
                                    CHECK, "AWS", "rejected by AWS: " + code, GIVE_CREDENTIALS)
                            : Finding.ok(
                                    CHECK,
                                    "AWS",
                                    "found; STS, which names their owner, does not answer (%s)"
                                            .formatted(code)));
            return new AccountCheck(findings, !bad, null);
        }
    }

    /** Endpoints that the SDK rejects. */
    private static List<Finding> endpoints(Map<String, String> environment) {
        return OWN_ENDPOINTS.stream()
                .map(service -> GLOBAL + service)
                .filter(environment::containsKey)
                .filter(name ->
                        !environment.getOrDefault(name, "").matches("(?i)https?://[^/\\s]+\\S*"))
                .map(name ->
                        Finding.failed(
                                "endpoint",
                                name,
                                "is no URL",
                                "start it with http:// or https://, or remove it"))
                .toList();
    }

    /** Whether single services have their own endpoints, and STS has none. */
    private static boolean hasOwnEndpoints(Map<String, String> environment) {
        return environment.keySet().stream().anyMatch(name -> name.startsWith(GLOBAL + "_"))
                && !environment.containsKey(GLOBAL)
                && !environment.containsKey(GLOBAL + "_STS");
    }

    private static Finding region() {
        try {
            return Finding.ok(
                    "region", "AWS", new DefaultAwsRegionProviderChain().getRegion().id());
        } catch (SdkException e) {
            return Finding.failed(
                    "region", "AWS", "the AWS SDK finds none", "set AWS_REGION, or AWS_PROFILE");
        }
    }

    private static Finding credentials() {
        try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
            provider.resolveCredentials();
            return Finding.ok(CHECK, "AWS", "found; the lines below show whether they are valid");
        } catch (SdkException e) {
            // The exception's text may quote files.
            return Finding.failed(
                    CHECK,
                    "AWS",
                    "the AWS SDK finds none, or can't read them",
                    "give the worker a role (task, instance, service account), or set AWS_PROFILE");
        }
    }
}
