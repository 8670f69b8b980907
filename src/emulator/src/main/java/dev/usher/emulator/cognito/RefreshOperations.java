package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exchanging refresh tokens for fresh tokens, and revoking them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html">Refresh
 *     tokens</a>
 */
final class RefreshOperations {
    private final PoolOperations pools;
    private final RefreshTokens refreshTokens;
    private final TokenIssuer tokens;

    RefreshOperations(PoolOperations pools, RefreshTokens refreshTokens, TokenIssuer tokens) {
        this.pools = pools;
        this.refreshTokens = refreshTokens;
        this.tokens = tokens;
    }

    Map<String, AwsOperation> operations() {
        return Map.of("GetTokensFromRefreshToken", this::exchange, "RevokeToken", this::revoke);
    }

    /** AdminInitiateAuth with REFRESH_TOKEN_AUTH, which clients that rotate do not have. */
    ObjectNode initiate(AppClient client, Map<String, String> parameters) {
        client.requireFlow("ALLOW_REFRESH_TOKEN_AUTH", "ADMIN_NO_SRP_AUTH");
        if (client.rotation().on()) {
            throw AwsError.invalidParameter("Auth flow not enabled for this client");
        }
        String token = InitiateAuth.required(parameters, "REFRESH_TOKEN");
        RefreshTokens.Content content = refreshTokens.open(token, client);
        StoredUser user = user(client, content);
        client.verifyHash(parameters.get("SECRET_HASH"), user.username);
        return tokens.answer(grant(client, content, user), false);
    }

    /** GetTokensFromRefreshToken, which takes the client's secret itself. */
    private ObjectNode exchange(OperationInput in) {
        String token = in.text("RefreshToken", CognitoShapes.TOKEN);
        AppClient client = client(in, "NotAuthorizedException");
        RefreshTokens.Content content = refreshTokens.open(token, client);
        AuthStep.Grant grant = grant(client, content, user(client, content));
        if (client.rotation().on()) {
            refreshTokens.rotate(content, client);
        }
        return tokens.answer(grant, client.rotation().on());
    }

    private ObjectNode revoke(OperationInput in) {
        String token = in.text("Token", CognitoShapes.TOKEN);
        refreshTokens.revoke(token, client(in, "UnauthorizedException"));
        return EmulatorJson.object();
    }

    private AppClient client(OperationInput in, String refusal) {
        AppClient client = pools.client(in.text("ClientId", CognitoShapes.CLIENT_ID));
        @Nullable String given = in.optional("ClientSecret", CognitoShapes.CLIENT_SECRET);
        String secret = client.secret();
        if (secret != null && !secret.equals(given)) {
            // The words are not verified against AWS.
            throw AwsError.of(refusal, "Unable to verify the secret of client " + client.id());
        }
        return client;
    }

    private static StoredUser user(AppClient client, RefreshTokens.Content content) {
        StoredUser user = client.pool().users.bySub(content.sub().toString());
        if (user == null) {
            throw RefreshTokens.invalidToken();
        }
        return user;
    }

    private static AuthStep.Grant grant(
            AppClient client, RefreshTokens.Content content, StoredUser user) {
        synchronized (user) {
            if (user.deleted) {
                throw RefreshTokens.invalidToken();
            }
            if (!user.enabled || user.signOuts != content.signOuts()) {
                throw RefreshTokens.revokedToken();
            }
            // A rotated token expires when the first one would have.
            return new AuthStep.Grant(
                    client,
                    AuthStep.Subject.of(user),
                    content.origin(),
                    content.authTime(),
                    content.expires());
        }
    }
}
