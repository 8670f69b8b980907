package dev.usher.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;

/**
 * Verifies ID tokens as a resource server does.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">Verifying
 *     JSON web tokens</a>
 */
final class TokenCheck {
    private final JWKSet keys;
    private final String poolId;
    private final String clientId;

    /**
     * @param endpoint of the pool's JWKS page
     */
    TokenCheck(URI endpoint, String poolId, String clientId) throws IOException, ParseException {
        this.keys = JWKSet.load(endpoint.resolve("/" + poolId + "/.well-known/jwks.json").toURL());
        this.poolId = poolId;
        this.clientId = clientId;
    }

    /** How many of them are valid. */
    long count(List<String> idTokens) {
        return idTokens.stream().filter(this::valid).count();
    }

    private boolean valid(String idToken) {
        try {
            SignedJWT token = SignedJWT.parse(idToken);
            JWK key = keys.getKeyByKeyId(token.getHeader().getKeyID());
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return key != null
                    && token.verify(new RSASSAVerifier(key.toRSAKey()))
                    && claims.getIssuer().endsWith("/" + poolId)
                    && claims.getAudience().contains(clientId)
                    && "id".equals(claims.getStringClaim("token_use"))
                    && claims.getExpirationTime().toInstant().isAfter(Instant.now());
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }
}
