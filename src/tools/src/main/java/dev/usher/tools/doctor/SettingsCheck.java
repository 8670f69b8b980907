package dev.usher.tools.doctor;

import dev.usher.settings.InspectedSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Checks the settings with the worker's own code. */
final class SettingsCheck {
    private static final String CHECK = "settings";
    private static final String FIX =
            "correct it in the environment or in the file of USHER_CONFIG; README.md lists the settings";

    private SettingsCheck() {}

    static List<Finding> of(InspectedSettings inspectedSettings) {
        List<Finding> findings = new ArrayList<>();
        for (String problem : new LinkedHashSet<>(inspectedSettings.problems())) {
            FaultText faultText = FaultText.of(problem, FIX);
            int end = faultText.found().indexOf(' ');
            boolean named = problem.startsWith("USHER_") && end > 0;
            findings.add(
                    Finding.failed(
                            CHECK,
                            named ? faultText.found().substring(0, end) : "-",
                            named ? faultText.found().substring(end + 1) : faultText.found(),
                            faultText.fix()));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "-", "complete and well-formed"));
        }
        if (inspectedSettings.sound("USHER_POLL_WAIT")
                && inspectedSettings.settings().queues().pollWait().isZero()) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            "USHER_POLL_WAIT",
                            "is 0s: an idle worker polls SQS without a pause, and each request is billed",
                            "remove it, or set it to 20s"));
        }
        return findings;
    }
}
