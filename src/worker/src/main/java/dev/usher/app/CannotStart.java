package dev.usher.app;

/** The settings are wrong in a way that waiting does not fix. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStart(String what) {
        super(what, null, false, false);
    }
}
