package dev.usher.cognito;

import dev.usher.flow.Refusal;

/** What an SDK exception means. */
sealed interface CognitoFault {
    /** What caused a transient fault. */
    enum Cause {
        /** The account's quota is used up. */
        QUOTA,
        /** Cognito itself failed (5xx), or there was no answer. */
        OUTAGE,
        /** An unknown code. */
        UNKNOWN
    }

    /** Cognito's final refusal. */
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
     * @param fix what the operator would have to do
     */
    record Suspect(String code, String fix) implements CognitoFault {}
}
