package dev.usher.tools.cli;

import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.MemberChange;
import dev.usher.tools.deadletters.MessageCopier;
import dev.usher.tools.deadletters.RequestChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that change requests before their replay. */
final class DlqSettings {
    /** The worker accepts no other values of these for a known id. */
    private static final List<String> FIXED = List.of("type", "username", "finish");

    @Option(
            names = "--set",
            paramLabel = "MEMBER=VALUE",
            description =
                    "Set a member of the requests: finish=confirmed, attributes.email=a@b.example, or a"
                            + " JSON Pointer; null removes it. A request that is still invalid is not"
                            + " moved.")
    private List<String> values = new ArrayList<>();

    @Option(
            names = "--set-file",
            paramLabel = "MEMBER=FILE",
            description = "The same for secrets, such as password: the content of a file.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--set-secret",
            paramLabel = "MEMBER",
            description = "The same, prompted on the terminal.")
    private List<String> prompts = new ArrayList<>();

    boolean any() {
        return !(values.isEmpty() && files.isEmpty() && prompts.isEmpty());
    }

    /**
     * The changes; null if there are none.
     *
     * @param ids the ids of the filter
     */
    MessageCopier.@Nullable Changes changes(List<String> ids) {
        if (!any()) {
            return null;
        }
        List<MemberChange> changes = new ArrayList<>();
        for (String value : values) {
            switch (MemberChange.of(value)) {
                case MemberChange.Reading.Good(MemberChange change) ->
                        changes.add(change);
                case MemberChange.Reading.Wrong(String problem) ->
                        throw CommandException.usage("--set " + name(value) + ": " + problem);
            }
        }
        files.forEach(file -> changes.add(fromFile(file)));
        prompts.forEach(member -> changes.add(MemberChange.secret(member, ask(member))));
        if (changes.stream().anyMatch(change -> change.sets("id")) && ids.size() != 1) {
            throw CommandException.usage(
                    "--set id=... needs --id with one message id: an id belongs to one request");
        }
        if (changes.stream()
                .anyMatch(change -> FIXED.stream().anyMatch(change::sets))) {
            System.err.println(
                    "type, username and finish can't change for an id: if the worker knows the id, it"
                            + " answers ID_REUSED");
        }
        return new MessageCopier.Changes(new RequestChanges(changes), UUID.randomUUID().toString());
    }

    /** Leaves out the value, which may be a secret. */
    private static String name(String text) {
        int equals = text.indexOf('=');
        return equals < 1 ? "..." : text.substring(0, equals);
    }

    private static MemberChange fromFile(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw CommandException.usage("--set-file must be MEMBER=FILE");
        }
        Path file = Path.of(text.substring(equals + 1));
        try {
            String value = Files.readString(file).replaceFirst("\\r?\\n\\z", "");
            return MemberChange.secret(text.substring(0, equals), Secret.of(value));
        } catch (IOException e) {
            throw CommandException.usage(
                    "--set-file: %s can't be read as UTF-8 text (%s)"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    private static Secret ask(String member) {
        if (!Terminal.isInteractive()) {
            throw CommandException.usage(
                    "--set-secret needs a terminal; without one use --set-file MEMBER=FILE");
        }
        Secret typed = Terminal.ask(member + ": ");
        if (typed == null) {
            throw CommandException.usage("--set-secret " + member + ": nothing was typed");
        }
        return typed;
    }
}
