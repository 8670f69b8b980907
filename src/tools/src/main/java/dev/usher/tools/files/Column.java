package dev.usher.tools.files;

/** What a column of a CSV file fills in. */
public sealed interface Column {
    /** A member at the top of the request. */
    record Member(String name) implements Column {}

    record Attribute(String name) implements Column {}

    /**
     * {@code email_verified} or {@code phone_number_verified}: FALSE, which is what a user has
     * anyway, is left out.
     */
    record Verified(String name) implements Column {}

    record Metadata(String key) implements Column {}

    /** Separated by semicolons or bars. */
    record Groups() implements Column {}

    /** Of Cognito's own import file; a sign-up can't set it. */
    record MfaEnabled() implements Column {}

    record Ignored() implements Column {}

    /** The header leaves it empty, as trailing commas do; so must the rows. */
    record Unnamed() implements Column {}
}
