package dev.usher.soak;

import dev.usher.app.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a worker is started: with the least warm-up that the production jar allows, since it lives
 * for a few seconds only.
 *
 * @param options of the JVM
 * @param program what the JVM runs, {@code worker} included
 */
record Launch(List<String> options, List<String> program) {
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

    Launch {
        options = List.copyOf(options);
        program = List.copyOf(program);
    }

    /** From the classes that are being tested. */
    static Launch ofClasses() {
        List<String> line = WorkerProcess.commandLine(dev.usher.cli.Main.class);
        List<String> program = new ArrayList<>(line.subList(1, line.size()));
        program.add("worker");
        return new Launch(List.of(), program);
    }

    /** From a jar, and an archive of its loaded classes if that is there. */
    static Launch ofJar(Path jar, Path archive) {
        List<String> options = new ArrayList<>(SMALL);
        if (Files.exists(archive)) {
            options.add("-XX:SharedArchiveFile=" + archive);
        }
        return new Launch(options, List.of("-jar", jar.toString(), "worker"));
    }

    Launch with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Launch(more, program);
    }

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program);
        return command;
    }
}
