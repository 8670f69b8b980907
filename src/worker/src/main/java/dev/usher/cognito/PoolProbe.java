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
 * Tries each call that the worker makes, by the very calls with which it tells a fault of the
 * set-up from one of a request: they are about a user that does not exist, and have no effect.
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
        /** It may be made. */
        ALLOWED,
        /** The quota is used up just now. */
        THROTTLED,
        /** Everybody's would be refused. */
        REFUSED,
        /** Nobody answered, or with a 5xx. */
        UNANSWERED,
        /** What answered gave no code, so it is not Cognito. */
        FOREIGN
    }

    /**
     * One call.
     *
     * @param call as AWS spells it
     * @param needed whether the worker stops without it
     * @param code Cognito's error code; empty if it is allowed
     * @param mend empty if nobody knows
     */
    public record Tried(String call, boolean needed, Answer answer, String code, String mend) {}

    /**
     * All that was tried, and what it told: whoever wants to know need not ask again, which may
     * fail.
     *
     * @param pool null if nobody described it
     * @param client null if nobody described it
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

    /** Each call once, until nobody answers: then the last one is the one that says so. */
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
                            look.mend()));
            if (look.told() instanceof DescribeUserPoolResponse response) {
                described = response.userPool();
            } else if (look.told() instanceof DescribeUserPoolClientResponse response) {
                describedClient = response.userPoolClient();
            }
            if (answer == Answer.UNANSWERED && look.code().equals(CognitoErrors.NO_ANSWER)) {
                break;
            }
        }
        return new Answers(tried, described, describedClient);
    }
}
