package dev.usher.tools.files;

/** The meaning of a column of a CSV file. */
public sealed interface CsvColumn {
    /** A top-level member of the request. */
    record Member(String name) implements CsvColumn {}

    record Attribute(String name) implements CsvColumn {}

    /**
     * {@code email_verified} or {@code phone_number_verified}. FALSE, the default, is left out.
     */
    record Verified(String name) implements CsvColumn {}

    record Metadata(String key) implements CsvColumn {}

    /** Separated by semicolons or bars. */
    record Groups() implements CsvColumn {}

    /** A column of Cognito's own import file, which a sign-up can't set. */
    record MfaEnabled() implements CsvColumn {}

    record Ignored() implements CsvColumn {}

    /** Has no name, as after a trailing comma. It must be empty in all rows. */
    record Unnamed() implements CsvColumn {}
}
