package dev.usher.tools.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The parts of a command's description and footer.
 *
 * @param description its paragraphs, without the exit codes
 * @param exitCodes empty if there are none
 * @param examples the lines below {@code Examples:}
 */
public record HelpTexts(List<String> description, String exitCodes, List<String> examples) {
    private static final String EXIT_CODES = "Exit codes: ";
    private static final String EXAMPLES = "Examples:";

    public static HelpTexts of(CommandSpec spec) {
        List<String> description = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        String exitCodes = "";
        boolean inExamples = false;
        List<String> lines =
                Stream.of(spec.usageMessage().description(), spec.usageMessage().footer())
                        .flatMap(Stream::of)
                        .toList();
        for (String line : lines) {
            int codes = line.indexOf(EXIT_CODES);
            if (line.equals(EXAMPLES)) {
                inExamples = true;
            } else if (inExamples) {
                examples.add(line.strip());
            } else if (codes >= 0) {
                exitCodes = line.substring(codes + EXIT_CODES.length());
                description.add(line.substring(0, codes).strip());
            } else {
                description.add(line.strip());
            }
        }
        description.removeIf(String::isEmpty);
        return new HelpTexts(List.copyOf(description), exitCodes, List.copyOf(examples));
    }

    /** The first sentence, without its full stop. */
    public String summary() {
        String first = description.isEmpty() ? "" : description.getFirst();
        int end = first.indexOf(". ");
        String sentence = end < 0 ? first : first.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
