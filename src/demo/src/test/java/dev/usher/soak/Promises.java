package dev.usher.soak;

import java.util.List;
import java.util.stream.Stream;

/** Checks everything that is promised. */
final class Promises {
    private Promises() {}

    static List<Finding> check(Evidence evidence) {
        return Stream.of(
                        new AnswerPromises(evidence).check(),
                        new UserPromises(evidence).check(),
                        List.of(emptied(evidence), silent(evidence)))
                .flatMap(List::stream)
                .toList();
    }

    private static Finding emptied(Evidence evidence) {
        int left = evidence.left();
        return new Finding(
                "nothing is left in the request queue",
                evidence.mail().sent().size(),
                left == 0 ? List.of() : List.of(left + " messages"));
    }

    private static Finding silent(Evidence evidence) {
        return new Finding(
                "no secret stands in the workers' output",
                (int)
                        evidence.mail().sent().values().stream()
                                .map(Planned::password)
                                .distinct()
                                .count(),
                evidence.leaks());
    }
}
