package dev.usher.secrets;

import java.util.List;

/**
 * The versions of the key that are in force: the current one first, then the previous one if there
 * is one.
 */
public interface KeyRing {
    /** The versions as last read; never empty. */
    List<Keys> versions();

    /** Reads the secret again, before a conclusion that depends on it. */
    List<Keys> reread();

    default Keys current() {
        return versions().getFirst();
    }
}
