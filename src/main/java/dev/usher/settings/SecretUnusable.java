package dev.usher.settings;

/** The secret could not be read, or is not what it must be; says which one and how to mend it. */
public final class SecretUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    SecretUnusable(String message) {
        super(message);
    }
}
