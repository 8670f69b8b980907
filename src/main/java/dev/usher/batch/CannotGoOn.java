package dev.usher.batch;

/** Nothing more can be done until somebody mends something; one line says what and how. */
public final class CannotGoOn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean usage;

    private CannotGoOn(String what, boolean usage) {
        super(what, null, false, false);
        this.usage = usage;
    }

    /** The command was asked for something that can't be. */
    public static CannotGoOn usage(String what) {
        return new CannotGoOn(what, true);
    }

    /** What was asked for did not work out. */
    public static CannotGoOn failed(String what) {
        return new CannotGoOn(what, false);
    }

    /** Whether the command's arguments or its settings are what must be mended. */
    public boolean usage() {
        return usage;
    }
}
