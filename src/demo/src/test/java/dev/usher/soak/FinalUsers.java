package dev.usher.soak;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user pool at the end.
 *
 * @param users all but the strangers
 * @param signIns of some users whose sign-up succeeded, by username: whether the request's password
 *     signs in
 */
record FinalUsers(List<Person> users, List<Sight> existingUsers, Map<String, Boolean> signIns) {
    FinalUsers {
        users = List.copyOf(users);
        existingUsers = List.copyOf(existingUsers);
        signIns = Map.copyOf(signIns);
    }

    record Person(String username, @Nullable String sub, String status, List<String> groups) {
        boolean halfMade() {
            return status.equals("FORCE_CHANGE_PASSWORD");
        }
    }

    /**
     * A stranger.
     *
     * @param before all that AdminGetUser tells, the groups, and what cannot be read but compared
     *     (the password)
     * @param after the same at the end
     * @param signsIn whether their own password still does
     * @param failedSignIns since the last good one; five would lock them out
     */
    record Sight(
            String username, String before, String after, boolean signsIn, int failedSignIns) {}
}
