package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pool's password policy.
 *
 * @param history how many earlier passwords may not be used again
 * @param temporaryDays how many days a temporary password is valid
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html">PasswordPolicyType</a>
 */
record PasswordPolicy(
        int minimumLength,
        boolean uppercase,
        boolean lowercase,
        boolean numbers,
        boolean symbols,
        int history,
        int temporaryDays) {
    /** The default: eight characters of all four classes, seven days. */
    static final PasswordPolicy STANDARD = new PasswordPolicy(8, true, true, true, true, 0, 7);

    /** The characters that count as symbols, by the developer guide's page on password policies. */
    private static final String SYMBOLS = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ";

    /** Reads {@code Policies.PasswordPolicy}; a TemporaryPasswordValidityDays of 0 means 7. */
    static PasswordPolicy read(OperationInput in) {
        if (!in.within("Policies").has("PasswordPolicy")) {
            return STANDARD;
        }
        OperationInput policy = in.within("Policies").within("PasswordPolicy");
        int days = policy.number("TemporaryPasswordValidityDays", 0, 365, 0);
        return new PasswordPolicy(
                policy.number("MinimumLength", 6, 99, 8),
                policy.flag("RequireUppercase", false),
                policy.flag("RequireLowercase", false),
                policy.flag("RequireNumbers", false),
                policy.flag("RequireSymbols", false),
                policy.number("PasswordHistorySize", 0, 24, 0),
                days == 0 ? 7 : days);
    }

    ObjectNode describe() {
        return EmulatorJson.object()
                .put("MinimumLength", minimumLength)
                .put("RequireUppercase", uppercase)
                .put("RequireLowercase", lowercase)
                .put("RequireNumbers", numbers)
                .put("RequireSymbols", symbols)
                .put("PasswordHistorySize", history)
                .put("TemporaryPasswordValidityDays", temporaryDays);
    }

    /**
     * Checks a password.
     *
     * @throws AwsError InvalidPasswordException
     */
    void check(String password) {
        require(password.length() >= minimumLength, "Password not long enough");
        // The model's PasswordType. That a NEW_PASSWORD answer is refused for it with this very
        // code is not verified against AWS.
        require(password.length() <= 256, "Password too long");
        require(password.chars().noneMatch(Character::isWhitespace), "Password has white space");
        require(
                !uppercase || password.chars().anyMatch(c -> c >= 'A' && c <= 'Z'),
                "Password must have uppercase characters");
        require(
                !lowercase || password.chars().anyMatch(c -> c >= 'a' && c <= 'z'),
                "Password must have lowercase characters");
        require(
                !numbers || password.chars().anyMatch(c -> c >= '0' && c <= '9'),
                "Password must have numeric characters");
        require(
                !symbols || password.chars().anyMatch(c -> SYMBOLS.indexOf(c) >= 0),
                "Password must have symbol characters");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw AwsError.of(
                    "InvalidPasswordException",
                    "Password did not conform with policy: " + otherwise);
        }
    }
}
