package dev.usher.tools.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.Scan;
import dev.usher.tools.deadletters.Showing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher dlq show}: all of some, secrets masked. */
@Command(
        name = "show",
        description =
                "Shows dead letters whole: reason, attributes and body, as JSON. Passwords, tokens and"
                        + " whatever else may be secret read ***.",
        footer = {
            "",
            "Exit codes: 0 done, 1 an id was not found, or something failed or was stopped, 2 wrong usage"
                    + " or settings.",
            "",
            "Examples:",
            "  usher dlq show order-17",
            "  usher dlq show --code STRANDED --limit 3",
            "  usher dlq show --username ada --json | jq .body"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DlqShow implements Callable<Integer> {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Parameters(paramLabel = "ID", arity = "0..*", description = "As --id.")
    private List<String> more = new ArrayList<>();

    @Mixin private DlqOptions options = new DlqOptions();

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq show", this::work);
    }

    private int work() throws InterruptedException {
        options.addIds(more);
        options.check();
        try (DeadLetterAccess access =
                DeadLetterAccess.open(CommandRunner.settings(), options.queue())) {
            DlqNotes.keys(access);
            DlqScan scan = new DlqScan(access);
            Scan.Report report =
                    scan.quietly(
                            new Showing(
                                    access.inspection(), options.meant(scan.scan()), this::print));
            boolean well = scan.well(report);
            well &= options.foundAll("dlq show", report);
            return well ? Main.OK : Main.FAILED;
        }
    }

    private void print(ObjectNode letter) {
        ObjectWriter writer = json ? MAPPER.writer() : MAPPER.writerWithDefaultPrettyPrinter();
        try {
            System.out.println(writer.writeValueAsString(letter));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
