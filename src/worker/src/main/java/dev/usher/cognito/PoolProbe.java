package dev.usher.cognito;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/**
 * Tries each call that the worker makes, with the calls by which it distinguishes a fault of the
 * setup from a fault of a request: their user does not exist, and they have no effect.
 */
public final class PoolProbe {
    /** Refreshes are AdminInitiateAuth again, or need no permission. */
    private static final Set<CognitoOperation> PROBED =
            EnumSet.complementOf(
                    EnumSet.of(
                            CognitoOperation.REFRESH,
                            CognitoOperation.GET_TOKENS_FROM_REFRESH_TOKEN));

    private final OutageProbe outageProbe;

    public PoolProbe(
            CognitoIdentityProviderClient client, PoolIds pool, ClientSecret clientSecret) {
        this.outageProbe = new OutageProbe(client, pool, clientSecret);
    }

    /** What became of a call. */
    public enum Answer {
        /** The worker may make it. */
        ALLOWED,
        /** The quota is used up just now. */
        THROTTLED,
        /** It would be refused for every request. */
        REFUSED,
        /** No answer, or a 5xx. */
        UNANSWERED,
        /** An answer without a code, so that it is not Cognito's. */
        FOREIGN
    }

    /**
     * One call.
     *
     * @param call as AWS spells it
     * @param needed whether the worker stops without it
     * @param code Cognito's error code; empty if it is allowed
     * @param fix empty if it is not known
     */
    public record Tried(String call, boolean needed, Answer answer, String code, String fix) {}

    /**
     * All that was tried, with the descriptions that were read on the way.
     *
     * @param pool null if it could not be read
     * @param client null if it could not be read
     */
    public record Answers(
            List<Tried> tried, @Nullable UserPoolType pool, @Nullable UserPoolClientType client) {
        public Answers {
            tried = List.copyOf(tried);
        }
    }

    /** The calls that are tried, as AWS spells them. */
    public static List<String> calls() {
        return PROBED.stream().map(CognitoOperation::apiName).toList();
    }

    /** Each call once, up to the first one without an answer. */
    public Answers all() {
        List<Tried> tried = new ArrayList<>();
        UserPoolType described = null;
        UserPoolClientType describedClient = null;
        for (CognitoOperation cognitoOperation : PROBED) {
            OutageProbe.Look look = outageProbe.examine(cognitoOperation);
            Answer answer =
                    switch (look.finding()) {
                        case IN_ORDER -> look.code().isEmpty() ? Answer.ALLOWED : Answer.FOREIGN;
                        case THROTTLED -> Answer.THROTTLED;
                        case SET_UP -> Answer.REFUSED;
                        case OUT -> Answer.UNANSWERED;
                    };
            tried.add(
                    new Tried(
                            cognitoOperation.apiName(),
                            !OutageProbe.DISPENSABLE.contains(cognitoOperation),
                            answer,
                            look.code(),
                            look.fix()));
            if (look.response() instanceof DescribeUserPoolResponse response) {
                described = response.userPool();
            } else if (look.response() instanceof DescribeUserPoolClientResponse response) {
                describedClient = response.userPoolClient();
            }
            if (answer == Answer.UNANSWERED && look.code().equals(CognitoErrors.NO_ANSWER)) {
                break;
            }
        }
        return new Answers(tried, described, describedClient);
    }
}
