package dev.usher.tools.deadletters;

/** How far a dead letter's reason can be believed. */
public enum ReasonTrust {
    /** A key of ours vouches for it. */
    VERIFIED,
    /** There is no key at hand to tell. */
    UNVERIFIED,
    /** No key of ours has signed it, or it was changed since. */
    FORGED,
    /** There is no reason: SQS moved it, or somebody sent it here. */
    NONE
}
