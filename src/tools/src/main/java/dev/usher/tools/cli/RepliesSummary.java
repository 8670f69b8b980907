package dev.usher.tools.cli;

import dev.usher.tools.replies.ReplyLine;
import dev.usher.tools.replies.ReplyTally;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints single replies, and the result of {@code replies}. */
final class RepliesSummary {
    private RepliesSummary() {}

    /** A reply in one line. */
    static String shown(ReplyLine reply, boolean showTokens) {
        String code = reply.text("/failure/code");
        String line =
                "%s  %-10s %-18s %s  %s"
                        .formatted(
                                reply.text("/completedAt"),
                                reply.text("/status"),
                                code.isEmpty() ? reply.text("/user/status") : code,
                                reply.text("/id"),
                                code.isEmpty()
                                        ? reply.text("/user/username")
                                        : reply.text("/failure/message"));
        String shown = line.stripTrailing().replaceAll("\\p{Cntrl}", "?");
        return showTokens && !reply.text("/tokens/accessToken").isEmpty()
                ? shown + System.lineSeparator() + "  " + reply.json().get("tokens")
                : shown;
    }

    /** All counts in one line. */
    static String line(ReplyTally tally) {
        String parts =
                tally.counts().entrySet().stream()
                        .map(count -> "%,d %s".formatted(count.getValue(), count.getKey()))
                        .collect(Collectors.joining(", "));
        return "%,d replies%s".formatted(tally.all(), parts.isEmpty() ? "" : ": " + parts);
    }

    static void print(ReplyTally tally, Path file, boolean showTokens, boolean json) {
        if (json) {
            ObjectNode object = new JsonMapper().createObjectNode();
            object.put("file", file.toString());
            tally.counts().forEach(object.putObject("replies")::put);
            System.out.println(object);
        } else {
            CountLines.printIndented(Map.of("replies", tally.all()));
            CountLines.printIndented(tally.counts());
        }
        System.err.println("the replies are in " + file);
        if (tally.withTokens() > 0 && !showTokens) {
            System.err.println("tokens were masked; --show-tokens keeps them");
        }
    }
}
