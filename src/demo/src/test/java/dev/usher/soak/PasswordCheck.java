package dev.usher.soak;

import dev.usher.app.Account;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

/** Tries a password, as its owner would. */
final class PasswordCheck {
    private final Account account;

    PasswordCheck(Account account) {
        this.account = account;
    }

    /** Whether the password is taken, be it that a new one is asked for next. */
    boolean works(String username, String password) {
        Map<String, String> parameters =
                Map.of("USERNAME", username, "PASSWORD", password, "SECRET_HASH", hash(username));
        try {
            account.cognito.adminInitiateAuth(r ->
                    r.userPoolId(account.client.userPoolId())
                            .clientId(account.client.clientId())
                            .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                            .authParameters(parameters));
            return true;
        } catch (NotAuthorizedException | UserNotFoundException e) {
            return false;
        }
    }

    /**
     * <a
     * href="https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash">Computing
     * secret hash values</a>
     */
    private String hash(String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(account.client.clientSecret()), "HmacSHA256"));
            mac.update(bytes(username));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(bytes(account.client.clientId())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
