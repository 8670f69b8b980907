package dev.usher.tools.doctor;

import dev.usher.cognito.PoolPolicy;
import dev.usher.flow.PoolRules;
import dev.usher.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Checks the pool's settings that matter to the worker. */
final class PoolFacts {
    /** The length of derived temporary passwords, and the largest minimum that Cognito allows. */
    private static final int LONGEST_MINIMUM = 99;

    private static final int STANDARD_VALIDITY_DAYS = 7;

    private PoolFacts() {}

    static List<Finding> of(UserPoolType pool, Settings.Pool settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("pool", pool.id(), facts(pool)));
        passwords(pool, findings);
        mfa(pool, findings);
        attributes(pool, settings, findings);
        if (pool.deletionProtection() == DeletionProtectionType.INACTIVE) {
            findings.add(
                    Finding.warning(
                            "pool",
                            pool.id(),
                            "a single call deletes it with all its users",
                            "turn on its deletion protection in the console (update-user-pool resets"
                                    + " all settings that it is not given)"));
        }
        return findings;
    }

    private static String facts(UserPoolType pool) {
        List<String> facts = new ArrayList<>();
        facts.add("exists");
        if (pool.hasUsernameAttributes() && !pool.usernameAttributes().isEmpty()) {
            facts.add(
                    "usernames are "
                            + String.join(" or ", pool.usernameAttributesAsStrings())
                            + " addresses");
        }
        facts.add(
                PoolPolicy.caseSensitive(pool)
                        ? "Ada and ada are two users"
                        : "Ada and ada are one user");
        facts.add("invitations are valid for %d days".formatted(validity(pool)));
        return String.join(", ", facts);
    }

    private static int validity(UserPoolType pool) {
        PasswordPolicyType policy = policy(pool);
        Integer days = policy.temporaryPasswordValidityDays();
        return days == null || days == 0 ? STANDARD_VALIDITY_DAYS : days;
    }

    private static PasswordPolicyType policy(UserPoolType pool) {
        PasswordPolicyType policy =
                pool.policies() == null ? null : pool.policies().passwordPolicy();
        return policy == null ? PasswordPolicyType.builder().build() : policy;
    }

    /** A derived temporary password has 99 characters of all four kinds. */
    private static void passwords(UserPoolType pool, List<Finding> findings) {
        Integer minimum = policy(pool).minimumLength();
        if (minimum != null && minimum > LONGEST_MINIMUM) {
            findings.add(
                    Finding.failed(
                            "pool",
                            pool.id(),
                            "requires passwords of %d characters, but temporary ones have %d"
                                    .formatted(minimum, LONGEST_MINIMUM),
                            "require at most %d".formatted(LONGEST_MINIMUM)));
        }
    }

    private static void mfa(UserPoolType pool, List<Finding> findings) {
        if (pool.mfaConfiguration() == UserPoolMfaType.ON) {
            findings.add(
                    Finding.warning(
                            "pool",
                            pool.id(),
                            "requires a second factor: sign-ins, and sign-ups with finish tokens, are"
                                    + " answered challenged",
                            "make MFA optional, or make sure that senders handle challenges"));
        }
    }

    private static void attributes(
            UserPoolType pool, Settings.Pool settings, List<Finding> findings) {
        PoolRules rules = PoolPolicy.of(pool);
        Set<String> missing = new TreeSet<>(rules.requiredAttributes());
        missing.removeIf(settings.attributes()::allows);
        if (!missing.isEmpty()) {
            findings.add(
                    Finding.failed(
                            "pool",
                            pool.id(),
                            "requires %s, which no request may set: every sign-up is refused"
                                    .formatted(String.join(", ", missing)),
                            "add it to USHER_ATTRIBUTES"));
        }
        Set<String> known =
                pool.schemaAttributes().stream()
                        .map(SchemaAttributeType::name)
                        .collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>(settings.attributes().names());
        unknown.removeIf(name -> known.contains(name) || !name.contains(":"));
        if (!unknown.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "pool",
                            pool.id(),
                            "has no attribute " + String.join(", ", unknown),
                            "add it to the pool, or remove it from USHER_ATTRIBUTES"));
        }
    }
}
