package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetterExport;
import dev.usher.tools.deadletters.DeadLetterExport.Contents;
import dev.usher.tools.deadletters.Scan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher dlq export}: copies dead letters to a file. */
@Command(
        name = "export",
        description =
                "Copies dead letters to a file that only its owner may read, one JSON object per line,"
                        + " with the names of SQS's ReceiveMessage. Secrets in it are shown as ***.",
        footer = {
            "",
            "Exit codes: 0 done, 1 something failed or was stopped, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher dlq export dead.jsonl --code INVALID_REQUEST",
            "  usher dlq export backup.jsonl --with-secrets",
            "  usher dlq export - | jq -r .Body"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DlqExport implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Must not exist; - for standard output.")
    private Path file = Path.of("");

    @Mixin private DlqOptions options = new DlqOptions();

    @Option(
            names = "--with-secrets",
            description =
                    "Bodies and attributes unmasked, so that they can be sent again from the file.")
    private boolean withSecrets;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq export", this::work);
    }

    private String summary(DeadLetterExport export) {
        return "%s in %s%s%s"
                .formatted(
                        DlqNotes.letters(export.count()),
                        DlqFiles.isOutput(file) ? "the output" : file,
                        withSecrets ? ", with the senders' secrets" : ", secrets masked",
                        export.complete() ? "" : "; it is not complete");
    }

    private int work() throws InterruptedException, IOException {
        try (DeadLetterAccess access = options.open()) {
            DlqScan scan = new DlqScan("dlq export", access, options);
            try (DeadLetterExport export =
                    DlqFiles.export(
                            access,
                            scan.filter(),
                            withSecrets ? Contents.COMPLETE : Contents.MASKED,
                            file)) {
                Scan.Report report = scan.run(export);
                boolean succeeded = scan.succeeded(report);
                boolean kept = DlqFiles.isOutput(file) || export.complete();
                System.err.println(kept ? summary(export) : "stopped; no file was written");
                return succeeded ? Main.OK : Main.FAILED;
            }
        }
    }
}
