package dev.usher.soak;

/**
 * One request of the plan.
 *
 * @param id its own; the answers name it too, unless it cannot be read
 */
record PlannedRequest(String id, RequestKind kind, String username, String password, String body) {}
