package dev.usher.soak;

import dev.usher.emulator.control.Faults;
import java.util.List;
import java.util.Map;

/** What came of one run. */
record RunOutcome(SoakEvidence evidence, List<PromiseCheck> findings, Figures figures) {
    RunOutcome {
        findings = List.copyOf(findings);
    }

    boolean kept() {
        return findings.stream().allMatch(PromiseCheck::kept);
    }

    /**
     * For information.
     *
     * @param seconds from the first message sent to the last one answered
     * @param cut whether the limit cut it short
     * @param latencies milliseconds from a message to its first answer, sorted
     */
    record Figures(
            double seconds, boolean cut, List<Long> latencies, Deaths deaths, Trouble trouble) {}

    /**
     * @param answered messages that were answered at the last kill
     * @param exitCodes of the workers that were asked to stop at the end
     */
    record Deaths(int kills, int answered, List<Integer> exitCodes) {}

    /**
     * @param throttled calls that Cognito's quotas refused
     */
    record Trouble(Map<Faults.Kind, Integer> struck, long throttled) {}
}
