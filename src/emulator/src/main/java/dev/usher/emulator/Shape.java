package dev.usher.emulator;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a text in a request: least and greatest length and pattern, from the service models
 * that AWS publishes (cognito-idp-2016-04-18 and secretsmanager-2017-10-17).
 */
enum Shape {
    USER_POOL_ID(1, 55, "[\\w-]+_[0-9a-zA-Z]+"),
    POOL_NAME(1, 128, "[\\w\\s+=,.@-]+"),
    CLIENT_ID(1, 128, "[\\w+]+"),
    CLIENT_NAME(1, 128, "[\\w\\s+=,.@-]+"),
    CLIENT_SECRET(24, 64, "[\\w+]+"),
    USERNAME(1, 128, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"),
    GROUP_NAME(1, 128, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"),
    ATTRIBUTE_NAME(1, 32, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+"),
    ATTRIBUTE_VALUE(0, 2048, null),
    CUSTOM_ATTRIBUTE_NAME(1, 20, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"),
    PASSWORD(0, 256, "[\\S]+"),
    SESSION(20, 2048, null),
    TOKEN(0, 131_072, "[A-Za-z0-9-_=.]+"),
    TEXT(0, 131_072, null),
    DESCRIPTION(0, 2048, null),
    FILTER(0, 256, null),
    PAGE(1, 131_072, "[\\S]+"),
    MESSAGE_ACTION(0, 16, "RESEND|SUPPRESS"),
    MEDIUM(0, 16, "SMS|EMAIL"),
    MFA_CONFIGURATION(0, 16, "OFF|ON|OPTIONAL"),
    ON_OFF(0, 16, "ENABLED|DISABLED"),
    EXISTENCE_ERRORS(0, 16, "LEGACY|ENABLED"),
    TIME_UNIT(0, 16, "seconds|minutes|hours|days"),
    ALIAS_ATTRIBUTE(0, 32, "phone_number|email|preferred_username"),
    USERNAME_ATTRIBUTE(0, 32, "phone_number|email"),
    AUTH_FLOW(
            0,
            64,
            "USER_SRP_AUTH|REFRESH_TOKEN_AUTH|REFRESH_TOKEN|CUSTOM_AUTH|ADMIN_NO_SRP_AUTH"
                    + "|USER_PASSWORD_AUTH|ADMIN_USER_PASSWORD_AUTH|USER_AUTH"),
    EXPLICIT_AUTH_FLOW(
            0,
            64,
            "ADMIN_NO_SRP_AUTH|CUSTOM_AUTH_FLOW_ONLY|USER_PASSWORD_AUTH"
                    + "|ALLOW_ADMIN_USER_PASSWORD_AUTH|ALLOW_CUSTOM_AUTH|ALLOW_USER_PASSWORD_AUTH"
                    + "|ALLOW_USER_SRP_AUTH|ALLOW_REFRESH_TOKEN_AUTH|ALLOW_USER_AUTH"),
    CHALLENGE(
            0,
            64,
            "SMS_MFA|EMAIL_OTP|SOFTWARE_TOKEN_MFA|SELECT_MFA_TYPE|MFA_SETUP|PASSWORD_VERIFIER"
                    + "|CUSTOM_CHALLENGE|SELECT_CHALLENGE|DEVICE_SRP_AUTH|DEVICE_PASSWORD_VERIFIER"
                    + "|ADMIN_NO_SRP_AUTH|NEW_PASSWORD_REQUIRED|SMS_OTP|PASSWORD|WEB_AUTHN"
                    + "|PASSWORD_SRP"),
    SECRET_NAME(1, 512, null),
    SECRET_ID(1, 2048, null),
    SECRET_VERSION(32, 64, null),
    SECRET_STAGE(1, 256, null),
    SECRET_STRING(1, 65_536, null);

    private final int least;
    private final int greatest;
    private final @Nullable Pattern pattern;

    Shape(int least, int greatest, @Nullable String pattern) {
        this.least = least;
        this.greatest = greatest;
        this.pattern = pattern == null ? null : Pattern.compile(pattern);
    }

    /**
     * Checks a text against the limits.
     *
     * @param member the member's name, for the refusal; the text itself is never quoted
     * @throws AwsError InvalidParameterException, in the words that Cognito uses
     */
    String check(String member, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < least) {
            throw violation(member, "Member must have length greater than or equal to " + least);
        }
        if (length > greatest) {
            throw violation(member, "Member must have length less than or equal to " + greatest);
        }
        if (pattern != null && !pattern.matcher(text).matches()) {
            throw violation(
                    member, "Member must satisfy regular expression pattern: " + pattern.pattern());
        }
        return text;
    }

    static AwsError violation(String member, String constraint) {
        return violation("", member, constraint);
    }

    static AwsError violation(String value, String member, String constraint) {
        String name = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        return AwsError.invalidParameter(
                "1 validation error detected: Value "
                        + value
                        + "at '"
                        + name
                        + "' failed to satisfy constraint: "
                        + constraint);
    }
}
