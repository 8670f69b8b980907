package dev.usher.soak;

import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a worker, or another command, is started: with the least warm-up that the production jar
 * allows, since it lives for a few seconds only.
 *
 * @param options of the JVM
 * @param program what the JVM runs, up to the command
 */
public record LaunchSettings(List<String> options, List<String> program) {
    private static final List<String> SMALL =
            List.of(
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseCompactObjectHeaders",
                    // Warnings about classes that an archive leaves out, or an archive that is
                    // stale.
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr");

    public LaunchSettings {
        options = List.copyOf(options);
        program = List.copyOf(program);
    }

    /** From the classes that are being tested. */
    public static LaunchSettings ofClasses() {
        List<String> line = WorkerProcess.commandLine(dev.usher.tools.cli.Main.class);
        return new LaunchSettings(List.of(), line.subList(1, line.size()));
    }

    /** From a jar, and an archive of its loaded classes if that is there. */
    static LaunchSettings ofJar(Path jar, Path archive) {
        List<String> options = new ArrayList<>(SMALL);
        if (Files.exists(archive)) {
            options.add("-XX:SharedArchiveFile=" + archive);
        }
        return new LaunchSettings(options, List.of("-jar", jar.toString()));
    }

    LaunchSettings with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new LaunchSettings(more, program);
    }

    /** The worker. */
    List<String> command() {
        return command("worker");
    }

    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program);
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * From the jar that the drill was given, from the classes if it was given none.
     *
     * @param folder of the drill
     */
    public static LaunchSettings ofDrill(Path folder) throws IOException, InterruptedException {
        String jar = System.getProperty("usher.drill.jar");
        return jar == null
                ? ofClasses()
                : ClassArchive.launch(Path.of(jar), emptied(folder.resolve("archive")));
    }

    /** The folder, with nothing in it. */
    public static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
