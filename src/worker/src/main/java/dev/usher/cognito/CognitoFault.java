package dev.usher.cognito;

import dev.usher.flow.Refusal;

/** What an SDK exception means. */
sealed interface CognitoFault {
    /** What a transient fault speaks for. */
    enum Cause {
        /** The account's quota is used up. */
        QUOTA,
        /** Cognito itself failed (5xx), or nobody answered. */
        OUTAGE,
        /** A code that nobody knows. */
        UNKNOWN
    }

    /** Cognito's final no. */
    record Refused(Refusal refusal) implements CognitoFault {}

    /**
     * A later try may not meet it.
     *
     * @param unclear whether the call may have had its effect
     */
    record Transient(String code, boolean unclear, Cause cause) implements CognitoFault {}

    /** The app client's secret in use is not the one that Cognito knows. */
    record WrongClientSecret(String code) implements CognitoFault {}

    /**
     * Perhaps the operator's: a probe decides.
     *
     * @param mend what the operator would have to do
     */
    record Suspect(String code, String mend) implements CognitoFault {}
}
