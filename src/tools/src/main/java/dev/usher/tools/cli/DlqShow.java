package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetterJson;
import dev.usher.tools.deadletters.DeadLetterReader;
import dev.usher.tools.deadletters.MatchingLetters;
import dev.usher.tools.deadletters.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code usher dlq show}: whole dead letters without their secrets. */
@Command(
        name = "show",
        description =
                "Shows whole dead letters as JSON: reason, attributes and body. Passwords, tokens and"
                        + " everything else that may be secret is shown as ***.",
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

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Same as --id.")
    private List<String> more = new ArrayList<>();

    @Mixin private DlqOptions options = new DlqOptions();

    @Option(names = "--json", description = "One object per line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq show", this::work);
    }

    private int work() throws InterruptedException {
        options.addIds(more);
        try (DeadLetterAccess access = options.open()) {
            DlqNotes.keys(access);
            DlqScan scan = new DlqScan("dlq show", access, options);
            DeadLetterReader reader = access.reader();
            Scan.Report report =
                    scan.runQuietly(
                            new MatchingLetters(
                                    reader,
                                    scan.filter(),
                                    (letter, message) ->
                                            print(DeadLetterJson.of(letter, message, reader))));
            return scan.succeeded(report) ? Main.OK : Main.FAILED;
        }
    }

    private void print(ObjectNode letter) {
        ObjectWriter writer = json ? MAPPER.writer() : MAPPER.writerWithDefaultPrettyPrinter();
        try {
            System.out.println(writer.writeValueAsString(letter));
        } catch (JacksonException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }
}
