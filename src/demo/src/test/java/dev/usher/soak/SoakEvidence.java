package dev.usher.soak;

import java.util.List;

/**
 * All that the promises are checked against.
 *
 * @param forgetful whether the ledger may have forgotten an id
 * @param left requests in the queue, those in flight included
 * @param leaks where a secret stands in a worker's output; never the secret itself
 */
record SoakEvidence(
        RecordedMessages mail, FinalUsers people, boolean forgetful, int left, List<String> leaks) {
    SoakEvidence {
        leaks = List.copyOf(leaks);
    }
}
