package dev.usher.scenarios;

/** What a scenario may ask of a stage that not every one can give. */
enum Ability {
    /** Takes invitations and bothers nobody with them. */
    INVITATIONS_TO_NOBODY,

    /** Tells a wrong refresh token apart from a breakdown of its own. */
    REFUSED_REFRESH,

    /** Counts what is in flight, and lets go of it when a poll is given up. */
    EXACT_FLIGHTS
}
