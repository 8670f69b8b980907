package dev.usher.tools.cli;

import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.MemberChange;
import dev.usher.tools.deadletters.MessageCopier;
import dev.usher.tools.deadletters.RequestChanges;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is set in requests on their way back. */
final class DlqSettings {
    /** The worker compares these for an id that it knows. */
    private static final List<String> FIXED = List.of("type", "username", "finish");

    @Option(
            names = "--set",
            paramLabel = "MEMBER=VALUE",
            description =
                    "Sets a member of the requests on the way: finish=confirmed,"
                            + " attributes.email=a@b.example, a JSON Pointer; null removes it. What is"
                            + " still no valid request afterwards stays where it is.")
    private List<String> values = new ArrayList<>();

    @Option(
            names = "--set-file",
            paramLabel = "MEMBER=FILE",
            description = "The same for what nobody may see, as password: the text of a file.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--set-secret",
            paramLabel = "MEMBER",
            description = "The same, asked for on the terminal.")
    private List<String> prompts = new ArrayList<>();

    /** Whether anything is set. */
    boolean any() {
        return !(values.isEmpty() && files.isEmpty() && prompts.isEmpty());
    }

    /**
     * Null if nothing is set.
     *
     * @param ids the ids that the requests were filtered by
     */
    MessageCopier.@Nullable Changes changes(List<String> ids) {
        if (!any()) {
            return null;
        }
        List<MemberChange> changes = new ArrayList<>();
        for (String value : values) {
            switch (MemberChange.of(value)) {
                case MemberChange.Reading.Good(MemberChange memberChange) ->
                        changes.add(memberChange);
                case MemberChange.Reading.Wrong(String problem) ->
                        throw CommandException.usage("--set " + name(value) + ": " + problem);
            }
        }
        files.forEach(file -> changes.add(fromFile(file)));
        prompts.forEach(member -> changes.add(MemberChange.secret(member, ask(member))));
        if (changes.stream().anyMatch(memberChange -> memberChange.sets("id")) && ids.size() != 1) {
            throw CommandException.usage(
                    "--set id=... needs --id with one message's: an id belongs to one request");
        }
        if (changes.stream()
                .anyMatch(memberChange -> FIXED.stream().anyMatch(memberChange::sets))) {
            System.err.println(
                    "type, username and finish never change for an id: where the worker knows the id, it"
                            + " will answer ID_REUSED");
        }
        return new MessageCopier.Changes(new RequestChanges(changes), UUID.randomUUID().toString());
    }

    /** Never the value: it may be a secret in the wrong place. */
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
        Console console = Terminal.console();
        if (console == null) {
            throw CommandException.usage(
                    "--set-secret asks on a terminal; without one use --set-file MEMBER=FILE");
        }
        System.err.print(member + ": ");
        System.err.flush();
        char[] typed = console.readPassword();
        if (typed == null || typed.length == 0) {
            throw CommandException.usage("--set-secret " + member + ": nothing was typed");
        }
        return Secret.of(new String(typed));
    }
}
