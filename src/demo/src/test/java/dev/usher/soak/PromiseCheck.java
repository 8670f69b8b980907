package dev.usher.soak;

import java.util.List;

/**
 * What came of checking one promise.
 *
 * @param checked how many were looked at
 * @param broken those for which it does not hold, with what is wrong
 */
record PromiseCheck(String promise, int checked, List<String> broken) {
    PromiseCheck {
        broken = List.copyOf(broken);
    }

    boolean kept() {
        return broken.isEmpty();
    }
}
