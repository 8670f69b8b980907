package dev.usher.tools.cli;

import dev.usher.message.Request.Finish;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.TableFormat;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code enqueue} that describe the rows. */
final class EnqueueOptions {
    /** Spelled as in requests. */
    enum Ending {
        tokens,
        confirmed,
        invite
    }

    enum Type {
        signup
    }

    @Option(
            names = "--type",
            defaultValue = "signup",
            description = "Type of the requests: signup, the only one so far.")
    private Type type = Type.signup;

    @Option(
            names = "--finish",
            defaultValue = "confirmed",
            description = {
                "How sign-ups end if the row does not say it: confirmed (default; replies have no"
                        + " tokens), tokens, or invite (Cognito sends an invitation). Without --finish"
                        + " invite, no invitation is sent, whatever the rows say."
            })
    private Ending finish = Ending.confirmed;

    @Option(
            names = "--reply-to",
            paramLabel = "NAME",
            description = "Reply queue to ask for: one of USHER_REPLY_QUEUES.")
    private @Nullable String replyTo;

    @Option(
            names = "--format",
            description =
                    "csv or jsonl (default: by the file's name; .jsonl and .ndjson are jsonl).")
    private TableFormat.@Nullable Format format;

    @Option(
            names = "--encoding",
            defaultValue = "UTF-8",
            description = "Encoding if there is no byte-order mark (default: UTF-8).")
    private String encoding = "UTF-8";

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description =
                    "Delimiter of CSV: a character, or tab (default: the most frequent of , ; tab | in"
                            + " the header).")
    private @Nullable String delimiter;

    @Option(
            names = "--map",
            paramLabel = "COLUMN=MEMBER",
            description =
                    "Meaning of a column with another name (--map Login=username); without a MEMBER the"
                            + " column is ignored (--map notes=).")
    private List<String> maps = new ArrayList<>();

    TableFormat tableFormat(String fileName) {
        return new TableFormat(
                format == null ? TableFormat.Format.of(fileName) : format,
                charset(),
                delimiter(),
                mapped());
    }

    RowDefaults rowDefaults() {
        assert type == Type.signup;
        return new RowDefaults(Finish.valueOf(finish.name().toUpperCase(Locale.ROOT)), replyTo);
    }

    private Charset charset() {
        try {
            return Charset.forName(encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw CommandException.usage("--encoding: there is no " + encoding);
        }
    }

    private char delimiter() {
        return switch (delimiter) {
            case null -> TableFormat.GUESS;
            case "tab", "\\t" -> '\t';
            case String text when text.length() == 1 && !"\"\r\n".contains(text) -> text.charAt(0);
            case String text ->
                    throw CommandException.usage("--delimiter must be one character, or tab");
        };
    }

    private Map<String, String> mapped() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String map : maps) {
            // A column's name may have an equals sign; a member's has none, except in metadata.
            int at = map.lastIndexOf('=');
            if (at <= 0) {
                throw CommandException.usage("--map must be COLUMN=MEMBER or COLUMN=");
            }
            if (all.put(map.substring(0, at), map.substring(at + 1).strip()) != null) {
                throw CommandException.usage("--map names a column twice");
            }
        }
        return all;
    }
}
