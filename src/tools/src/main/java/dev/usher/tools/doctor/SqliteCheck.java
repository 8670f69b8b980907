package dev.usher.tools.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks the file of a SQLite ledger. It does not open the database, which would create files
 * beside it.
 *
 * @see <a href="https://www.sqlite.org/fileformat.html#magic_header_string">The header</a>
 * @see <a href="https://www.sqlite.org/wal.html">Write-ahead logging does not work over a
 *     network</a>
 */
final class SqliteCheck {
    private static final String CHECK = "ledger";
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> NETWORK =
            List.of(
                    "nfs",
                    "cifs",
                    "smb",
                    "9p",
                    "fuse.sshfs",
                    "fuse.s3fs",
                    "ceph",
                    "lustre",
                    "gluster");
    private static final Set<String> VIRTUAL =
            Set.of("proc", "sysfs", "devpts", "cgroup", "cgroup2", "debugfs", "securityfs");
    private static final long LOW = 256L << 20;
    private static final long FULL = 1L << 20;
    private static final String ELSEWHERE =
            "set USHER_LEDGER to sqlite:PATH on a disk of this machine";

    private SqliteCheck() {}

    static List<Finding> of(Path given) {
        Path file = given.toAbsolutePath();
        Path folder = file.getParent();
        String name = file.toString();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of(
                    Finding.failed(
                            CHECK,
                            name,
                            "its folder does not exist",
                            "create it, or correct USHER_LEDGER"));
        }
        if (Files.isDirectory(file)) {
            return List.of(
                    Finding.failed(
                            CHECK, name, "is a folder", "name a file in it in USHER_LEDGER"));
        }
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            return List.of(
                    Finding.failed(
                            CHECK, name, "is not a regular file", "name one on a disk in USHER_LEDGER"));
        }
        if (!Files.isWritable(folder) || (exists && !Files.isWritable(file))) {
            return List.of(
                    Finding.failed(
                            CHECK,
                            name,
                            "this user may not write there",
                            "let the worker's user write the file and its folder (SQLite creates two more files there)"));
        }
        if (exists && !isDatabase(file)) {
            return List.of(
                    Finding.failed(
                            CHECK,
                            name,
                            "is not a SQLite database",
                            "name another file in USHER_LEDGER, or move this one"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        CHECK, name, exists ? "exists and is writable" : "the worker will create it"));
        try {
            disk(Files.getFileStore(folder), name, findings);
        } catch (IOException e) {
            findings.add(
                    Finding.skipped(
                            CHECK, name, "the system does not report its disk", ""));
        }
        return findings;
    }

    /** An empty file may become a database. */
    private static boolean isDatabase(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(HEADER.length);
            return begin.length == 0 || java.util.Arrays.equals(begin, HEADER);
        } catch (IOException e) {
            return false;
        }
    }

    private static void disk(FileStore disk, String name, List<Finding> findings)
            throws IOException {
        String type = disk.type();
        if (VIRTUAL.contains(type)) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            name,
                            "is on %s, which keeps no files".formatted(type),
                            ELSEWHERE));
            return;
        }
        if (NETWORK.stream().anyMatch(type::startsWith)) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "is on a network file system (%s), where SQLite's log does not work"
                                    .formatted(type),
                            ELSEWHERE + ", or use dynamodb:TABLE"));
        } else if (type.equals("tmpfs") || type.equals("overlay")) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "is on %s, which does not outlive the %s"
                                    .formatted(
                                            type, type.equals("tmpfs") ? "machine" : "container"),
                            ELSEWHERE + " that lasts, such as a mounted volume"));
        }
        if (disk.getTotalSpace() == 0) {
            return; // it does not report its size
        }
        long free = disk.getUsableSpace();
        if (free < FULL) {
            findings.add(Finding.failed(CHECK, name, "its disk is full", "free some space"));
        } else if (free < LOW) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            name,
                            "its disk has %d MiB left".formatted(free >> 20),
                            "free some space"));
        }
    }
}
