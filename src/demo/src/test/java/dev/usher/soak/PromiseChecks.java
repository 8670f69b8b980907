package dev.usher.soak;

import java.util.List;
import java.util.stream.Stream;

/** Checks everything that is promised. */
final class PromiseChecks {
    private PromiseChecks() {}

    static List<PromiseCheck> check(SoakEvidence evidence) {
        return Stream.of(
                        new ReplyPromises(evidence).check(),
                        new UserPromises(evidence).check(),
                        List.of(emptied(evidence), silent(evidence)))
                .flatMap(List::stream)
                .toList();
    }

    private static PromiseCheck emptied(SoakEvidence evidence) {
        int left = evidence.left();
        return new PromiseCheck(
                "nothing is left in the request queue",
                evidence.mail().sent().size(),
                left == 0 ? List.of() : List.of(left + " messages"));
    }

    private static PromiseCheck silent(SoakEvidence evidence) {
        return new PromiseCheck(
                "no secret stands in the workers' output",
                (int)
                        evidence.mail().sent().values().stream()
                                .map(PlannedRequest::password)
                                .distinct()
                                .count(),
                evidence.leaks());
    }
}
