package dev.usher.app;

/** The settings ask for something that no waiting will bring about. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStart(String what) {
        super(what, null, false, false);
    }
}
