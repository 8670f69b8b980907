package dev.usher.tools.doctor;

import dev.usher.settings.Inspected;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The settings, as the worker reads them. */
final class SettingsCheck {
    private static final String CHECK = "settings";
    private static final String MEND =
            "mend it in the environment or in the file of USHER_CONFIG; README.md lists the settings";

    private SettingsCheck() {}

    static List<Finding> of(Inspected inspected) {
        List<Finding> findings = new ArrayList<>();
        for (String problem : new LinkedHashSet<>(inspected.problems())) {
            Told told = Told.of(problem, MEND);
            int end = told.found().indexOf(' ');
            boolean named = problem.startsWith("USHER_") && end > 0;
            findings.add(
                    Finding.failed(
                            CHECK,
                            named ? told.found().substring(0, end) : "-",
                            named ? told.found().substring(end + 1) : told.found(),
                            told.mend()));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "-", "complete and well-formed"));
        }
        if (inspected.sound("USHER_POLL_WAIT")
                && inspected.settings().queues().pollWait().isZero()) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            "USHER_POLL_WAIT",
                            "is 0s: an idle worker asks SQS without a pause, and each request is billed",
                            "leave it out, or set it to 20s"));
        }
        return findings;
    }
}
