package dev.usher.tools.cli;

import dev.usher.tools.access.DoctorAccess;
import dev.usher.tools.doctor.Finding;
import dev.usher.tools.doctor.Finding.Status;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code usher doctor}: checks everything that a worker needs, and changes nothing. */
@Command(
        name = "doctor",
        description = {
            "Checks everything that a worker with these settings needs: settings, region and credentials,"
                    + " queues, secret, user pool, app client, ledger, permissions, health address and"
                    + " clock. Prints one line per finding, with its fix.",
            "",
            "It is harmless in production: it sends, receives, hides and deletes no message, creates,"
                    + " changes and signs in no user, and writes nothing to the ledger. Run it where the"
                    + " worker runs, with the worker's environment and role. What no harmless call can"
                    + " prove is 'skipped', with the command that finds it out.",
            "",
            "Wrong settings are findings, too; the command still checks everything else."
        },
        footer = {
            "",
            "Exit codes: 0 nothing failed (there may be warnings), 1 something failed, wrong settings"
                    + " included, 2 wrong usage of this command.",
            "",
            "Examples:",
            "  usher doctor",
            "  USHER_CONFIG=/etc/usher.properties AWS_REGION=eu-west-1 usher doctor",
            "  usher doctor --json | jq -r '.[] | select(.status == \"failed\") | .fix'"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, String> environment;
    private final InstantSource clock;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--json",
            description =
                    "A JSON array of {check, subject, status, found, fix}; fix may be null.")
    private boolean json;

    DoctorCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("doctor", this::work);
    }

    private int work() {
        // The findings report what the log would warn of.
        LogLevel.set("ERROR");
        List<Finding> findings = DoctorAccess.examine(environment, clock);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(findings) : table(findings));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.println(summary(findings));
        err.flush();
        return count(findings, Status.FAILED) == 0 ? Main.OK : Main.FAILED;
    }

    private static String table(List<Finding> findings) {
        Table table = new Table("STATUS", "CHECK", "SUBJECT", "FOUND");
        findings.forEach(
                each -> table.add(each.status().word(), each.check(), each.subject(), each.text()));
        return table.text();
    }

    private static String json(List<Finding> findings) {
        ArrayNode array = JSON.createArrayNode();
        for (Finding each : findings) {
            array.addObject()
                    .put("check", each.check())
                    .put("subject", each.subject())
                    .put("status", each.status().word())
                    .put("found", each.found())
                    .put("fix", each.fix().isEmpty() ? null : each.fix());
        }
        return array.toPrettyString() + System.lineSeparator();
    }

    private static String summary(List<Finding> findings) {
        long warnings = count(findings, Status.WARNING);
        return "%d ok, %d warning%s, %d failed, %d skipped"
                .formatted(
                        count(findings, Status.OK),
                        warnings,
                        warnings == 1 ? "" : "s",
                        count(findings, Status.FAILED),
                        count(findings, Status.SKIPPED));
    }

    private static long count(List<Finding> findings, Status status) {
        return findings.stream().filter(each -> each.status() == status).count();
    }
}
