package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.SignUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the operator allows requests to ask for.
 *
 * @param groups USHER_GROUPS
 * @param attributes USHER_ATTRIBUTES
 */
public record AllowedMembers(Predicate<String> groups, Predicate<String> attributes) {
    private static final int MOST_REPORTED = 20;

    /** Refuses the members that ask for too much, each by its pointer. */
    public Optional<Failure> refuse(SignUp request) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < request.groups().size(); i++) {
            if (!groups.test(request.groups().get(i))) {
                problems.add("/groups/" + i + " is not one of USHER_GROUPS");
            }
        }
        for (String name : new TreeSet<>(request.attributes().keySet())) {
            if (!attributes.test(name)) {
                problems.add("/attributes/" + escape(name) + " is not one of USHER_ATTRIBUTES");
            }
        }
        if (problems.size() > MOST_REPORTED) {
            int more = problems.size() - MOST_REPORTED;
            problems.subList(MOST_REPORTED, problems.size()).clear();
            problems.add("and " + more + " more");
        }
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(Failure.of(FailureCode.INVALID_REQUEST, String.join("; ", problems)));
    }

    /** JSON Pointer, RFC 6901. */
    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
