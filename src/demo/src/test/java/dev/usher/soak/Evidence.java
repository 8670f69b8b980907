package dev.usher.soak;

import java.util.List;

/**
 * All that the promises are checked against.
 *
 * @param forgetful whether the ledger may have forgotten an id
 * @param left requests in the queue, those in flight included
 * @param leaks where a secret stands in a worker's output; never the secret itself
 */
record Evidence(Mail mail, People people, boolean forgetful, int left, List<String> leaks) {
    Evidence {
        leaks = List.copyOf(leaks);
    }
}
