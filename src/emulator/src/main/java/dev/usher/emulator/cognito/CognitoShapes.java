package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.StringShape;

/** Limits of the texts in requests, from the service model cognito-idp-2016-04-18. */
final class CognitoShapes {
    private CognitoShapes() {}

    static final StringShape USER_POOL_ID = new StringShape(1, 55, "[\\w-]+_[0-9a-zA-Z]+");
    static final StringShape POOL_NAME = new StringShape(1, 128, "[\\w\\s+=,.@-]+");
    static final StringShape CLIENT_ID = new StringShape(1, 128, "[\\w+]+");
    static final StringShape CLIENT_NAME = new StringShape(1, 128, "[\\w\\s+=,.@-]+");
    static final StringShape CLIENT_SECRET = new StringShape(24, 64, "[\\w+]+");
    static final StringShape USERNAME =
            new StringShape(1, 128, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
    static final StringShape GROUP_NAME =
            new StringShape(1, 128, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
    static final StringShape ATTRIBUTE_NAME =
            new StringShape(1, 32, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+");
    static final StringShape ATTRIBUTE_VALUE = new StringShape(0, 2048);
    static final StringShape CUSTOM_ATTRIBUTE_NAME =
            new StringShape(1, 20, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
    static final StringShape PASSWORD = new StringShape(0, 256, "[\\S]+");
    static final StringShape SESSION = new StringShape(20, 2048);
    static final StringShape TOKEN = new StringShape(0, 131_072, "[A-Za-z0-9-_=.]+");
    static final StringShape TEXT = new StringShape(0, 131_072);
    static final StringShape DESCRIPTION = new StringShape(0, 2048);
    static final StringShape FILTER = new StringShape(0, 256);
    static final StringShape PAGE = new StringShape(1, 131_072, "[\\S]+");
    static final StringShape MESSAGE_ACTION = new StringShape(0, 16, "RESEND|SUPPRESS");
    static final StringShape MEDIUM = new StringShape(0, 16, "SMS|EMAIL");
    static final StringShape MFA_CONFIGURATION = new StringShape(0, 16, "OFF|ON|OPTIONAL");
    static final StringShape ON_OFF = new StringShape(0, 16, "ENABLED|DISABLED");
    static final StringShape EXISTENCE_ERRORS = new StringShape(0, 16, "LEGACY|ENABLED");
    static final StringShape TIME_UNIT = new StringShape(0, 16, "seconds|minutes|hours|days");
    static final StringShape ALIAS_ATTRIBUTE =
            new StringShape(0, 32, "phone_number|email|preferred_username");
    static final StringShape USERNAME_ATTRIBUTE = new StringShape(0, 32, "phone_number|email");
    static final StringShape AUTH_FLOW =
            new StringShape(
                    0,
                    64,
                    "USER_SRP_AUTH|REFRESH_TOKEN_AUTH|REFRESH_TOKEN|CUSTOM_AUTH|ADMIN_NO_SRP_AUTH"
                            + "|USER_PASSWORD_AUTH|ADMIN_USER_PASSWORD_AUTH|USER_AUTH");
    static final StringShape EXPLICIT_AUTH_FLOW =
            new StringShape(
                    0,
                    64,
                    "ADMIN_NO_SRP_AUTH|CUSTOM_AUTH_FLOW_ONLY|USER_PASSWORD_AUTH"
                            + "|ALLOW_ADMIN_USER_PASSWORD_AUTH|ALLOW_CUSTOM_AUTH|ALLOW_USER_PASSWORD_AUTH"
                            + "|ALLOW_USER_SRP_AUTH|ALLOW_REFRESH_TOKEN_AUTH|ALLOW_USER_AUTH");
    static final StringShape CHALLENGE =
            new StringShape(
                    0,
                    64,
                    "SMS_MFA|EMAIL_OTP|SOFTWARE_TOKEN_MFA|SELECT_MFA_TYPE|MFA_SETUP|PASSWORD_VERIFIER"
                            + "|CUSTOM_CHALLENGE|SELECT_CHALLENGE|DEVICE_SRP_AUTH|DEVICE_PASSWORD_VERIFIER"
                            + "|ADMIN_NO_SRP_AUTH|NEW_PASSWORD_REQUIRED|SMS_OTP|PASSWORD|WEB_AUTHN"
                            + "|PASSWORD_SRP");
}
