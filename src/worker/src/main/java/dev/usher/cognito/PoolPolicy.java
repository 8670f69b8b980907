package dev.usher.cognito;

import dev.usher.flow.PoolRules;
import dev.usher.flow.PoolRules.CharacterClass;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Reads what a user pool demands of every user from Cognito's description. */
public final class PoolPolicy {
    private PoolPolicy() {}

    public static PoolRules of(UserPoolType described) {
        PasswordPolicyType policy =
                described.policies() == null ? null : described.policies().passwordPolicy();
        return new PoolRules(
                policy == null ? 0 : Objects.requireNonNullElse(policy.minimumLength(), 0),
                policy == null ? Set.of() : classes(policy),
                required(described));
    }

    /** Whether Ada and ada are two users; true where the pool does not say. */
    public static boolean caseSensitive(UserPoolType described) {
        return described.usernameConfiguration() == null
                || !Boolean.FALSE.equals(described.usernameConfiguration().caseSensitive());
    }

    private static Set<CharacterClass> classes(PasswordPolicyType policy) {
        Set<CharacterClass> classes = EnumSet.noneOf(CharacterClass.class);
        add(classes, policy.requireUppercase(), CharacterClass.UPPERCASE);
        add(classes, policy.requireLowercase(), CharacterClass.LOWERCASE);
        add(classes, policy.requireNumbers(), CharacterClass.NUMBER);
        add(classes, policy.requireSymbols(), CharacterClass.SYMBOL);
        return classes;
    }

    private static void add(
            Set<CharacterClass> classes, @Nullable Boolean required, CharacterClass kind) {
        if (Boolean.TRUE.equals(required)) {
            classes.add(kind);
        }
    }

    /** In pools that sign in by e-mail or phone, the username itself gives that attribute. */
    private static Set<String> required(UserPoolType described) {
        Set<String> names = new HashSet<>();
        for (SchemaAttributeType attribute : described.schemaAttributes()) {
            if (Boolean.TRUE.equals(attribute.required())) {
                names.add(attribute.name());
            }
        }
        names.remove("sub");
        described.usernameAttributesAsStrings().forEach(names::remove);
        return names;
    }
}
