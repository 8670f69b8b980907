package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetterExport;
import dev.usher.tools.deadletters.Purge;
import dev.usher.tools.deadletters.Scan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usher dlq purge}: exports dead letters, then deletes them. */
@Command(
        name = "purge",
        description =
                "Exports dead letters to a file, secrets included, and then deletes them from the"
                        + " queue.",
        footer = {
            "",
            "Asks first; without a terminal it needs --yes. Ctrl-C before the file is complete deletes"
                    + " nothing.",
            "Exit codes: 0 done, 1 something failed or was stopped, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher dlq purge --code INVALID_REQUEST --until 10d",
            "  usher dlq purge --export backup.jsonl --yes"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DlqPurge implements Callable<Integer> {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Mixin private DlqOptions options = new DlqOptions();

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "The file to export to; must not exist (default: a name made of queue and time, in"
                            + " this folder).")
    private @Nullable Path file;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq purge", this::work);
    }

    private int work() throws InterruptedException, IOException {
        try (DeadLetterAccess access = options.open()) {
            DlqScan scan = new DlqScan("dlq purge", access, options);
            String queue = access.dead().name();
            if (!yes
                    && !Confirmation.given(
                            options.all()
                                    ? "Delete all of about %,d dead letters in %s?"
                                            .formatted(scan.counted(), queue)
                                    : "Delete the matching ones of about %,d dead letters in %s?"
                                            .formatted(scan.counted(), queue))) {
                return Main.FAILED;
            }
            Path to =
                    file == null
                            ? Path.of(
                                    "dead-letters-%s-%s.jsonl"
                                            .formatted(queue, TIMESTAMP.format(options.now())))
                            : file;
            return purge(access, scan, to);
        }
    }

    private int purge(DeadLetterAccess access, DlqScan scan, Path to)
            throws InterruptedException, IOException {
        try (DeadLetterExport export =
                DlqFiles.export(access, scan.filter(), DeadLetterExport.Contents.COMPLETE, to)) {
            Purge purge = new Purge(access.dead(), export, scan.scan());
            Scan.Report report = scan.run(purge);
            boolean succeeded = scan.succeeded(report);
            if (!export.complete()) {
                System.err.println("none deleted from the queue; no file was written");
                return succeeded ? Main.OK : Main.FAILED;
            }
            System.err.printf(
                    "%s in %s, with the senders' secrets; %,d deleted from the queue%n",
                    DlqNotes.letters(export.count()), to, purge.deleted());
            if (purge.deleted() < export.count()) {
                System.err.printf(
                        "usher dlq purge: not all were deleted; run it again%s%n",
                        file == null ? "" : ", with another file");
                succeeded = false;
            }
            return succeeded ? Main.OK : Main.FAILED;
        }
    }
}
