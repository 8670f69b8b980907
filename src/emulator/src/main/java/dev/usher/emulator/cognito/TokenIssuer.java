package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.EmulatorJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens that end a sign-in.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html">Understanding
 *     user pool JSON web tokens</a>
 */
final class TokenIssuer {
    private final SigningKey key;
    private final RefreshTokens refreshTokens;
    private final InstantSource clock;
    private final String region;

    TokenIssuer(SigningKey key, RefreshTokens refreshTokens, InstantSource clock, String region) {
        this.key = key;
        this.refreshTokens = refreshTokens;
        this.clock = clock;
        this.region = region;
    }

    /** The answer of an operation that ends in this step; signs, so no monitor may be held. */
    ObjectNode answer(AuthStep step, boolean withRefreshToken) {
        return switch (step) {
            case AuthStep.Challenge challenge -> challenge.answer();
            case AuthStep.Grant grant -> {
                ObjectNode answer = EmulatorJson.object();
                // The SDKs expect a map here, and AWS sends an empty one.
                answer.putObject("ChallengeParameters");
                answer.set("AuthenticationResult", result(grant, withRefreshToken));
                yield answer;
            }
        };
    }

    private ObjectNode result(AuthStep.Grant grant, boolean withRefreshToken) {
        AppClient.Validity validity = grant.client().validity();
        long now = clock.millis();
        String event = UUID.randomUUID().toString();
        ObjectNode result =
                EmulatorJson.object()
                        .put("AccessToken", key.sign(accessClaims(grant, now, event)))
                        .put("ExpiresIn", validity.access().toSeconds())
                        .put("TokenType", "Bearer")
                        .put("IdToken", key.sign(idClaims(grant, now, event)));
        if (withRefreshToken) {
            result.put("RefreshToken", refreshTokens.issue(grant));
        }
        return result;
    }

    private ObjectNode idClaims(AuthStep.Grant grant, long now, String event) {
        ObjectNode claims = EmulatorJson.object();
        AuthStep.Subject subject = grant.subject();
        subject.attributes()
                .forEach((name, value) -> {
                    if (name.endsWith("_verified")) {
                        claims.put(name, Boolean.parseBoolean(value));
                    } else {
                        claims.put(name, value);
                    }
                });
        return common(claims, grant, now, event, grant.client().validity().id())
                .put("cognito:username", subject.username())
                .put("aud", grant.client().id())
                .put("token_use", "id");
    }

    private ObjectNode accessClaims(AuthStep.Grant grant, long now, String event) {
        return common(EmulatorJson.object(), grant, now, event, grant.client().validity().access())
                .put("client_id", grant.client().id())
                .put("token_use", "access")
                .put("scope", "aws.cognito.signin.user.admin")
                .put("username", grant.subject().username());
    }

    private ObjectNode common(
            ObjectNode claims, AuthStep.Grant grant, long now, String event, Duration validity) {
        String pool = grant.client().pool().id;
        claims.put("sub", grant.subject().sub());
        if (!grant.subject().groups().isEmpty()) {
            claims.set("cognito:groups", EmulatorJson.array(grant.subject().groups()));
        }
        return claims.put("iss", "https://cognito-idp." + region + ".amazonaws.com/" + pool)
                .put("origin_jti", grant.origin().toString())
                .put("event_id", event)
                .put("auth_time", grant.authTime() / 1000)
                .put("exp", now / 1000 + validity.toSeconds())
                .put("iat", now / 1000)
                .put("jti", UUID.randomUUID().toString());
    }
}
