package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.PASSWORD;
import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.usher.emulator.Aws;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** The tokens, proven with the public key set as any service would. */
class TokensTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static JWTClaimsSet prove(String pool, String token) throws Exception {
        var page = aws.embedded.endpoint().resolve("/" + pool + "/.well-known/jwks.json");
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.load(page.toURL()))));
        // The key is what is proven here; the test's clock is not the verifier's.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor.process(token, null);
    }

    @Test
    void both_tokens_are_signed_by_the_published_key_and_say_who_it_is() throws Exception {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        aws.cognito.createGroup(r -> r.userPoolId(pool).groupName("admins"));
        var name = aws.confirmed(pool, "email", "ada@example.com", "email_verified", "true");
        aws.cognito.adminAddUserToGroup(r -> r.userPoolId(pool).username(name).groupName("admins"));
        var tokens = aws.signIn(client, name, PASSWORD).authenticationResult();
        long now = aws.clock.instant().getEpochSecond();

        var id = prove(pool, tokens.idToken());
        assertThat(id.getIssuer()).isEqualTo("https://cognito-idp.us-east-1.amazonaws.com/" + pool);
        assertThat(id.getAudience()).containsExactly(client.clientId());
        assertThat(id.getClaims())
                .containsEntry("token_use", "id")
                .containsEntry("cognito:username", name)
                .containsEntry("email", "ada@example.com")
                .containsEntry("email_verified", true)
                .containsEntry("cognito:groups", List.of("admins"))
                .containsEntry("auth_time", now)
                .containsKeys("sub", "jti", "origin_jti", "event_id");
        assertThat(id.getIssueTime()).hasTime(now * 1000);
        assertThat(id.getExpirationTime()).hasTime((now + 3600) * 1000);

        var access = prove(pool, tokens.accessToken());
        assertThat(access.getAudience()).isEmpty();
        assertThat(access.getClaims())
                .containsEntry("token_use", "access")
                .containsEntry("client_id", client.clientId())
                .containsEntry("username", name)
                .containsEntry("scope", "aws.cognito.signin.user.admin")
                .containsEntry("origin_jti", id.getClaim("origin_jti"))
                .doesNotContainKey("email");
        assertThat(access.getSubject()).isEqualTo(id.getSubject());
    }

    @Test
    void tokens_live_as_long_as_the_client_says() {
        var pool = aws.pool(request -> {});
        var client =
                aws.client(
                        pool,
                        r ->
                                r.accessTokenValidity(10)
                                        .tokenValidityUnits(u -> u.accessToken("minutes")));
        var name = aws.confirmed(pool);
        assertThat(aws.signIn(client, name, PASSWORD).authenticationResult().expiresIn())
                .isEqualTo(600);
    }

    private static String refreshToken(UserPoolClientType client, String name) {
        return aws.signIn(client, name, PASSWORD).authenticationResult().refreshToken();
    }

    @Test
    void a_refresh_gives_fresh_tokens_and_no_refresh_token() throws Exception {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> request.generateSecret(true));
        var name = aws.confirmed(pool);
        var token = refreshToken(client, name);
        var signedIn = aws.clock.instant().getEpochSecond();
        aws.clock.pass(Duration.ofHours(2));
        var fresh = aws.refresh(client, token, name).authenticationResult();
        assertThat(fresh.refreshToken()).isNull();
        assertThat(prove(pool, fresh.idToken()).getClaims()).containsEntry("auth_time", signedIn);
    }

    @Test
    void a_refresh_token_that_is_forged_expired_or_anothers_is_refused() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var other = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        var token = refreshToken(client, name);
        refused(
                () -> aws.refresh(client, "nonsense", name),
                "NotAuthorizedException",
                "Invalid Refresh Token");
        refused(
                () -> aws.refresh(other, token, name),
                "NotAuthorizedException",
                "Invalid Refresh Token");
        aws.clock.pass(Duration.ofDays(30));
        refused(() -> aws.refresh(client, token, name), "NotAuthorizedException", "expired");
    }

    @Test
    void a_deleted_a_disabled_and_a_signed_out_user_lose_their_refresh_tokens() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var deleted = aws.confirmed(pool);
        var disabled = aws.confirmed(pool);
        var signedOut = aws.confirmed(pool);
        var ofDeleted = refreshToken(client, deleted);
        var ofDisabled = refreshToken(client, disabled);
        var ofSignedOut = refreshToken(client, signedOut);
        aws.cognito.adminDeleteUser(r -> r.userPoolId(pool).username(deleted));
        aws.cognito.adminDisableUser(r -> r.userPoolId(pool).username(disabled));
        aws.cognito.adminEnableUser(r -> r.userPoolId(pool).username(disabled));
        aws.cognito.adminUserGlobalSignOut(r -> r.userPoolId(pool).username(signedOut));
        refused(
                () -> aws.refresh(client, ofDeleted, deleted),
                "NotAuthorizedException",
                "Invalid Refresh Token");
        for (var revoked : List.of(ofDisabled, ofSignedOut)) {
            refused(
                    () -> aws.refresh(client, revoked, disabled),
                    "NotAuthorizedException",
                    "Refresh Token has been revoked");
        }
    }

    @Test
    void a_revoked_token_is_refused() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> {});
        var name = aws.confirmed(pool);
        var token = refreshToken(client, name);
        aws.cognito.revokeToken(r -> r.clientId(client.clientId()).token(token));
        refused(() -> aws.refresh(client, token, name), "NotAuthorizedException", "revoked");
    }

    @Test
    void a_client_that_rotates_gives_a_new_refresh_token_and_takes_the_old_for_its_grace_alone() {
        var pool = aws.pool(request -> {});
        var client =
                aws.client(
                        pool,
                        r ->
                                r.generateSecret(true)
                                        .explicitAuthFlows(
                                                ExplicitAuthFlowsType
                                                        .ALLOW_ADMIN_USER_PASSWORD_AUTH)
                                        .refreshTokenRotation(rotation ->
                                                rotation.feature(FeatureType.ENABLED)
                                                        .retryGracePeriodSeconds(10)));
        var name = aws.confirmed(pool);
        var first = refreshToken(client, name);
        refused(
                () -> aws.refresh(client, first, name),
                "InvalidParameterException",
                "Auth flow not enabled for this client");
        refused(
                () ->
                        aws.cognito.getTokensFromRefreshToken(
                                r -> r.clientId(client.clientId()).refreshToken(first)),
                "NotAuthorizedException",
                "secret");
        var second = exchange(client, first);
        assertThat(second).isNotNull().isNotEqualTo(first);
        assertThat(exchange(client, first)).isNotNull();
        aws.clock.pass(Duration.ofSeconds(10));
        refused(() -> exchange(client, first), "RefreshTokenReuseException", "");
        assertThat(exchange(client, second)).isNotNull();
    }

    private static String exchange(UserPoolClientType client, String token) {
        return aws.cognito
                .getTokensFromRefreshToken(r ->
                        r.clientId(client.clientId())
                                .clientSecret(client.clientSecret())
                                .refreshToken(token))
                .authenticationResult()
                .refreshToken();
    }

    @Test
    void a_hash_is_needed_for_a_refresh_too() {
        var pool = aws.pool(request -> {});
        var client = aws.client(pool, request -> request.generateSecret(true));
        var name = aws.confirmed(pool);
        var token = refreshToken(client, name);
        refused(
                () ->
                        aws.initiate(
                                client,
                                AuthFlowType.REFRESH_TOKEN_AUTH,
                                Map.of("REFRESH_TOKEN", token)),
                "NotAuthorizedException",
                "SECRET_HASH was not received");
    }
}
