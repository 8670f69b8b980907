package dev.usher.cognito;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.cognito.CognitoCalls.Answer;
import dev.usher.flow.UserPool.Step;
import dev.usher.message.Result.Challenge;
import dev.usher.message.Result.Tokens;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenResponse;

/** Reads Cognito's answers to the steps of a sign-in. */
final class SignInAnswers {
    private SignInAnswers() {}

    static Step initiated(String username, Answer<AdminInitiateAuthResponse> answer) {
        return switch (answer) {
            case Answer.Done<AdminInitiateAuthResponse> done ->
                    step(
                            username,
                            done.response().authenticationResult(),
                            done.response().challengeNameAsString(),
                            done.response().session(),
                            done.response().challengeParameters());
            case Answer.Refused<AdminInitiateAuthResponse> refused ->
                    new Step.Refused(refused.refusal());
        };
    }

    static Step responded(String username, Answer<AdminRespondToAuthChallengeResponse> answer) {
        return switch (answer) {
            case Answer.Done<AdminRespondToAuthChallengeResponse> done ->
                    step(
                            username,
                            done.response().authenticationResult(),
                            done.response().challengeNameAsString(),
                            done.response().session(),
                            done.response().challengeParameters());
            case Answer.Refused<AdminRespondToAuthChallengeResponse> refused ->
                    new Step.Refused(refused.refusal());
        };
    }

    static Step refreshed(String username, Answer<GetTokensFromRefreshTokenResponse> answer) {
        return switch (answer) {
            case Answer.Done<GetTokensFromRefreshTokenResponse> done ->
                    step(username, done.response().authenticationResult(), null, null, Map.of());
            case Answer.Refused<GetTokensFromRefreshTokenResponse> refused ->
                    new Step.Refused(refused.refusal());
        };
    }

    private static Step step(
            String username,
            @Nullable AuthenticationResultType result,
            @Nullable String challenge,
            @Nullable String session,
            Map<String, String> parameters) {
        if (challenge != null) {
            // From the first call on, Cognito goes by the internal username.
            String internal =
                    parameters.getOrDefault(
                            "USER_ID_FOR_SRP", parameters.getOrDefault("USERNAME", username));
            return new Step.Asked(
                    internal,
                    new Challenge(
                            challenge, session == null ? null : Secret.of(session), parameters));
        }
        if (result == null || result.accessToken() == null) {
            throw new IllegalStateException("Cognito answered neither tokens nor a challenge");
        }
        return new Step.SignedIn(
                user(username, result.accessToken(), result.idToken()),
                new Tokens(
                        Secret.of(result.accessToken()),
                        Secret.of(result.idToken() == null ? "" : result.idToken()),
                        result.refreshToken() == null ? null : Secret.of(result.refreshToken()),
                        result.tokenType() == null ? "Bearer" : result.tokenType(),
                        result.expiresIn() == null ? 0 : result.expiresIn()));
    }

    /** Read without a check of the signature: the tokens came straight from Cognito. */
    private static User user(String username, String accessToken, @Nullable String idToken) {
        try {
            JWTClaimsSet access = SignedJWT.parse(accessToken).getJWTClaimsSet();
            String internal = access.getStringClaim("username");
            boolean federated =
                    idToken != null
                            && SignedJWT.parse(idToken).getJWTClaimsSet().getClaim("identities")
                                    != null;
            return new User(
                    internal == null ? username : internal,
                    access.getSubject(),
                    federated ? "EXTERNAL_PROVIDER" : "CONFIRMED");
        } catch (ParseException e) {
            return new User(username, null, "CONFIRMED");
        }
    }
}
