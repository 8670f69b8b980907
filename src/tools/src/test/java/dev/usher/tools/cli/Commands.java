package dev.usher.tools.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** All visible commands, the root first. */
public final class Commands {
    private Commands() {}

    public static CommandLine usher() {
        return Main.commandLine();
    }

    public static List<CommandLine> all() {
        return all(usher());
    }

    public static List<CommandLine> all(CommandLine usher) {
        List<CommandLine> found = new ArrayList<>();
        collect(usher, found);
        return found;
    }

    private static void collect(CommandLine command, List<CommandLine> found) {
        found.add(command);
        command.getSubcommands().values().stream()
                .distinct()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .forEach(below -> collect(below, found));
    }

    /**
     * The result of a command line.
     *
     * @param out and {@code err}: what picocli itself and the commands that write through it print
     */
    public record Run(int code, String out, String err) {}

    public static Run run(String... arguments) {
        return run(usher(), arguments);
    }

    public static Run run(CommandLine usher, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        try {
            int code =
                    usher.setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(arguments);
            return new Run(code, out.toString(), err.toString());
        } finally {
            // A command sets it for the whole process.
            root.setLevel(level);
        }
    }
}
