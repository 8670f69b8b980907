package dev.usher.soak;

/**
 * A user who is there before anything is sent, and whose username a request asks for.
 *
 * @param young whether it is made just before the run, so that its age alone does not clear the
 *     requests of having made it
 */
record ExistingUser(String username, String password, Sort sort, boolean young) {
    enum Sort {
        CONFIRMED,
        /** FORCE_CHANGE_PASSWORD; the password is a temporary one. */
        HALF_MADE,
        DISABLED
    }
}
