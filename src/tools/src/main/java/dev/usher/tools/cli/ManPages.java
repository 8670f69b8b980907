package dev.usher.tools.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes manual pages from the commands' own help.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/man.7.html">man(7)</a>
 */
final class ManPages {
    private final CommandSpec spec;
    private final HelpTexts texts;
    private final Roff roff = new Roff();

    private ManPages(CommandSpec spec) {
        this.spec = spec;
        this.texts = HelpTexts.of(spec);
    }

    /**
     * Writes the pages of a command and of all its subcommands.
     *
     * @return how many pages
     */
    static int write(CommandSpec spec, String date, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name(spec) + ".1"), new ManPages(spec).page(date));
        int pages = 1;
        for (CommandSpec subcommand : subcommands(spec)) {
            pages += write(subcommand, date, folder);
        }
        return pages;
    }

    private static List<CommandSpec> subcommands(CommandSpec spec) {
        return new LinkedHashSet<>(spec.subcommands().values())
                .stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(subcommand -> !subcommand.usageMessage().hidden())
                        .toList();
    }

    /** {@code usher-dlq-list}. */
    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private String page(String date) {
        String version = String.join(" ", spec.root().version());
        roff.title(name(spec).toUpperCase(Locale.ROOT), date, version);
        roff.section("NAME");
        roff.text(name(spec) + " - " + texts.summary());
        roff.section("SYNOPSIS");
        roff.text(synopsis());
        roff.section("DESCRIPTION");
        roff.paragraphs(texts.description());
        arguments();
        options();
        commands();
        if (!texts.exitCodes().isEmpty()) {
            roff.section("EXIT STATUS");
            roff.text(texts.exitCodes());
        }
        if (!texts.examples().isEmpty()) {
            roff.section("EXAMPLES");
            roff.verbatim(texts.examples());
        }
        seeAlso();
        return roff.toString();
    }

    private String synopsis() {
        Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
        return help.synopsis(0).replaceAll("\\s+", " ").strip();
    }

    private void arguments() {
        List<PositionalParamSpec> shown =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!shown.isEmpty()) {
            roff.section("ARGUMENTS");
            shown.forEach(p -> roff.item(Roff.italic(p.paramLabel()), description(p)));
        }
    }

    private void options() {
        List<OptionSpec> shown = spec.options().stream().filter(o -> !o.hidden()).toList();
        if (!shown.isEmpty()) {
            roff.section("OPTIONS");
            shown.forEach(option -> roff.item(heading(option), description(option)));
        }
    }

    private static String heading(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + Roff.italic(option.paramLabel());
        return List.of(option.names()).stream().map(Roff::bold).collect(Collectors.joining(", "))
                + value;
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    private void commands() {
        List<CommandSpec> subcommands = subcommands(spec);
        if (!subcommands.isEmpty()) {
            roff.section("COMMANDS");
            subcommands.forEach(command ->
                    roff.item(Roff.bold(name(command)) + "(1)", HelpTexts.of(command).summary()));
        }
    }

    private void seeAlso() {
        List<String> pages = new ArrayList<>();
        if (spec.parent() == null) {
            subcommands(spec).stream().map(ManPages::name).forEach(pages::add);
        } else {
            pages.add(name(spec.parent()));
            subcommands(spec.parent()).stream().map(ManPages::name).forEach(pages::add);
            pages.remove(name(spec));
        }
        if (!pages.isEmpty()) {
            roff.section("SEE ALSO");
            roff.references(pages);
        }
    }
}
