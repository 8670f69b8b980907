package dev.usher.flow;

import dev.usher.message.Result.User;

/**
 * What an earlier request of this id asked for turns out to be done already: this one comes too
 * late.
 */
final class EarlierRequestFinished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient User user;

    EarlierRequestFinished(User user) {
        super("an earlier request of this id has succeeded", null, false, false);
        this.user = user;
    }

    User user() {
        return user;
    }
}
