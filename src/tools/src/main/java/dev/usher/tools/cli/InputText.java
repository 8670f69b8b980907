package dev.usher.tools.cli;

import dev.usher.tools.command.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Reads small texts from the file that an option names, or from standard input. */
final class InputText {
    private static final int LARGEST = 1 << 20;

    private InputText() {}

    static String read(String fileOrDash, String option) {
        try (InputStream in =
                fileOrDash.equals("-") ? System.in : Files.newInputStream(Path.of(fileOrDash))) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw CommandException.usage(option + ": the text is larger than 1 MiB");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw CommandException.usage(option + ": the text is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw CommandException.usage(
                    "%s: %s can't be read (%s)"
                            .formatted(option, fileOrDash, e.getClass().getSimpleName()));
        }
    }

    /** Without the line end that editors add. */
    static String readSecret(String fileOrDash, String option) {
        warnIfOpen(fileOrDash, option);
        String text = read(fileOrDash, option);
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - 1);
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static void warnIfOpen(String fileOrDash, String option) {
        try {
            Path path = Path.of(fileOrDash);
            if (!fileOrDash.equals("-")
                    && Files.isRegularFile(path)
                    && Files.getPosixFilePermissions(path)
                            .contains(PosixFilePermission.OTHERS_READ)) {
                System.err.printf(
                        "%s: everybody can read %s; chmod 600 %s%n",
                        option, fileOrDash, fileOrDash);
            }
        } catch (IOException | UnsupportedOperationException | InvalidPathException _) {
            // No POSIX permissions here, or no such file, which read() reports.
        }
    }
}
