package dev.usher.tools.deadletters;

/** Whether a dead letter's reason is authentic. */
public enum ReasonTrust {
    /** Signed with one of our keys. */
    VERIFIED,
    /** There is no key to verify it. */
    UNVERIFIED,
    /** Not signed with one of our keys, or changed since. */
    FORGED,
    /** There is no reason: SQS moved the message, or another client sent it. */
    NONE
}
