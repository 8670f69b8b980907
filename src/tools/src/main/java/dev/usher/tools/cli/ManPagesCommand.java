package dev.usher.tools.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher generate-man-pages}: the help of every command as manual pages. */
@Command(
        name = "generate-man-pages",
        description = {
            "Writes a manual page for usher and one for each of its commands.",
            "",
            "The pages have the text of --help; the build writes them to target/man."
        },
        footer = {
            "",
            "Exit codes: 0 written, 1 a file could not be written, 2 wrong usage.",
            "",
            "Examples:",
            "  usher generate-man-pages ~/.local/share/man/man1 && man usher-send",
            "  usher generate-man-pages /tmp/man --date 2026-11-22 && man -l /tmp/man/usher.1"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ManPagesCommand implements Callable<Integer> {
    private static final int DATE_LENGTH = "2026-11-22".length();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder for the pages; created if missing.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--date",
            description = "Date of the pages, or an instant of that day (default: today).")
    private @Nullable String date;

    @Override
    public Integer call() {
        String day =
                date == null
                        ? LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC)
                                .toString()
                        : date.substring(0, Math.min(DATE_LENGTH, date.length()));
        try {
            int pages = ManPages.write(spec.root(), day, folder);
            System.err.println(pages + " pages written to " + folder);
            return Main.OK;
        } catch (IOException e) {
            System.err.printf(
                    "usher generate-man-pages: %s can't be written (%s)%n",
                    folder, e.getClass().getSimpleName());
            return Main.FAILED;
        }
    }
}
