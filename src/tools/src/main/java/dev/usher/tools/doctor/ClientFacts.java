package dev.usher.tools.doctor;

import dev.usher.message.Secret;
import dev.usher.secrets.Credentials;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * Checks the app client: its flows, and whether the worker has its secret.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html">UserPoolClientType</a>
 */
final class ClientFacts {
    /** The fix if the worker has a client secret and the client has none. */
    static final String TAKE_OUT =
            "remove clientSecret from the secret of USHER_SECRET_ID, or correct USHER_CLIENT_ID";

    private static final String CHECK = "client";
    private static final String ENABLE =
            "enable %s on the app client in the console (update-user-pool-client resets all settings"
                    + " that it is not given)";

    private ClientFacts() {}

    /**
     * @param secret its versions; null if it is unusable
     */
    static List<Finding> of(UserPoolClientType client, @Nullable List<Credentials> secret) {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(flows(client));
        if (secret != null) {
            findings.add(secret(client, secret));
        }
        return findings;
    }

    private static List<Finding> flows(UserPoolClientType client) {
        List<String> flows = client.explicitAuthFlowsAsStrings();
        List<Finding> findings = new ArrayList<>();
        if (!flows.contains("ALLOW_ADMIN_USER_PASSWORD_AUTH")
                && !flows.contains("ADMIN_NO_SRP_AUTH")) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            client.clientId(),
                            "does not allow ADMIN_USER_PASSWORD_AUTH, so every sign-up fails",
                            ENABLE.formatted("ALLOW_ADMIN_USER_PASSWORD_AUTH")));
        }
        boolean rotates =
                client.refreshTokenRotation() != null
                        && client.refreshTokenRotation().feature() == FeatureType.ENABLED;
        if (!rotates && !refreshes(flows)) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            client.clientId(),
                            "does not allow REFRESH_TOKEN_AUTH, so refresh requests fail",
                            ENABLE.formatted("ALLOW_REFRESH_TOKEN_AUTH")));
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            CHECK,
                            client.clientId(),
                            rotates
                                    ? "has the flows that the worker uses; its refresh tokens rotate"
                                    : "has the flows that the worker uses"));
        }
        return findings;
    }

    /** Always allowed if the flows have their old names, or none is set. */
    private static boolean refreshes(List<String> flows) {
        return flows.contains("ALLOW_REFRESH_TOKEN_AUTH")
                || flows.stream().noneMatch(flow -> flow.startsWith("ALLOW_"));
    }

    private static Finding secret(UserPoolClientType client, List<Credentials> versions) {
        String id = client.clientId();
        Secret current = versions.getFirst().clientSecret();
        if (client.clientSecret() == null) {
            return current == null
                    ? Finding.ok(CHECK, id, "has no secret, and the worker uses none")
                    : Finding.failed(
                            CHECK, id, "has no secret, but the worker uses one", TAKE_OUT);
        }
        Secret real = Secret.of(client.clientSecret());
        String fix =
                "put the app client's secret as clientSecret into the secret of USHER_SECRET_ID";
        if (current == null) {
            return Finding.failed(CHECK, id, "has a secret, but the worker has none", fix);
        }
        if (real.equals(current)) {
            return Finding.ok(CHECK, id, "its secret is the one in USHER_SECRET_ID");
        }
        boolean former = versions.stream().map(Credentials::clientSecret).anyMatch(real::equals);
        return former
                ? Finding.warning(
                        CHECK, id, "its secret is the previous one in USHER_SECRET_ID", fix)
                : Finding.failed(CHECK, id, "its secret is not the one in USHER_SECRET_ID", fix);
    }
}
