package dev.usher.message;

import java.util.List;

/**
 * The names of Cognito's standard attributes, which are OpenID Connect's standard claims.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html">Standard
 *     attributes</a>
 */
public final class StandardAttributes {
    /**
     * Those that may be set by default: not {@code sub}, which Cognito gives, nor the verified
     * flags.
     */
    public static final List<String> SETTABLE =
            List.of(
                    "address",
                    "birthdate",
                    "email",
                    "family_name",
                    "gender",
                    "given_name",
                    "locale",
                    "middle_name",
                    "name",
                    "nickname",
                    "phone_number",
                    "picture",
                    "preferred_username",
                    "profile",
                    "updated_at",
                    "website",
                    "zoneinfo");

    /** They assert that a value was verified. */
    public static final List<String> VERIFIED = List.of("email_verified", "phone_number_verified");

    private StandardAttributes() {}

    /** Whether the attribute is one of Cognito's own. */
    static boolean has(String name) {
        return SETTABLE.contains(name) || VERIFIED.contains(name) || name.equals("sub");
    }
}
