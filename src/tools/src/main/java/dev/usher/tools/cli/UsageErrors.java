package dev.usher.tools.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints one line for wrong arguments. If the command expects no argument, its value is not
 * repeated: it may be a secret that follows a misspelt option.
 */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        CommandSpec spec = line.getCommandSpec();
        String name = spec.qualifiedName();
        String what =
                e instanceof UnmatchedArgumentException unmatched
                        ? unmatched(unmatched, spec)
                        : String.valueOf(e.getMessage());
        String prefix = what.startsWith(name) ? "" : name + ": ";
        String help = what.contains("--help") ? "" : " (see " + name + " --help)";
        line.getErr().println(prefix + what.replace("\n", " ") + help);
        line.getErr().flush();
        return spec.exitCodeOnInvalidInput();
    }

    private static String unmatched(UnmatchedArgumentException e, CommandSpec spec) {
        String options =
                e.getUnmatched().stream()
                        .filter(argument -> argument.startsWith("-") && argument.length() > 1)
                        .map(UsageErrors::name)
                        .collect(Collectors.joining(", "));
        if (!options.isEmpty()) {
            return "unknown option " + options + likely(e, spec);
        }
        boolean takesNone = spec.positionalParameters().isEmpty() && spec.subcommands().isEmpty();
        return takesNone
                ? "takes only options"
                : "unknown argument '%s'%s"
                        .formatted(String.join("', '", e.getUnmatched()), likely(e, spec));
    }

    /** Without a possible value. */
    private static String name(String option) {
        return option.startsWith("--")
                ? option.split("=", 2)[0]
                : option.substring(0, option.offsetByCodePoints(0, 2));
    }

    private static String likely(UnmatchedArgumentException e, CommandSpec spec) {
        List<String> likely =
                e.getSuggestions().stream().filter(word -> shown(word, spec)).limit(3).toList();
        return likely.isEmpty() ? "" : "; did you mean " + String.join(" or ", likely) + "?";
    }

    private static boolean shown(String word, CommandSpec spec) {
        OptionSpec option = spec.findOption(word);
        CommandLine command = spec.subcommands().get(word);
        return (option == null || !option.hidden())
                && (command == null || !command.getCommandSpec().usageMessage().hidden());
    }
}
