package dev.usher.tools.cli;

import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.RequestDraft;
import dev.usher.tools.enqueue.SecretMember;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options that name files with secrets. Secrets as arguments are refused. */
final class SecretOptions {
    private final Map<SecretMember, String> files = new EnumMap<>(SecretMember.class);

    void addTo(CommandSpec spec) {
        for (SecretMember secret : SecretMember.values()) {
            spec.addOption(file(secret));
            spec.addOption(argument(secret, spec));
        }
    }

    private OptionSpec file(SecretMember secret) {
        String answers =
                secret == SecretMember.ANSWERS
                        ? ", a JSON object by Cognito's names or the one answer alone"
                        : "";
        return OptionSpec.builder(secret.option())
                .type(Path.class)
                .paramLabel("FILE|-")
                .description(
                        "A file with the %s%s; - for standard input."
                                .formatted(secret.words(), answers))
                .setter(new OptionSpecSetter(value -> files.put(secret, value)))
                .build();
    }

    /** Defined only to refuse it without printing its value. */
    private static OptionSpec argument(SecretMember secret, CommandSpec spec) {
        String name = secret.option().substring(0, secret.option().length() - "-file".length());
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("0..1")
                .hidden(true)
                .description("Refused.")
                .setter(
                        new OptionSpecSetter(_ -> {
                            throw new ParameterException(
                                    spec.commandLine(),
                                    "%s: everybody on this machine can see arguments; use %s FILE (- for standard input), or leave it out to be prompted"
                                            .formatted(name, secret.option()));
                        }))
                .build();
    }

    /** Standard input can be read only once. */
    void checkStandardInput(boolean takenAlready) {
        long readers = files.values().stream().filter("-"::equals).count();
        if (readers + (takenAlready ? 1 : 0) > 1) {
            throw CommandException.usage("only one option can read standard input");
        }
    }

    void fill(RequestDraft draft) {
        files.forEach((secret, file) -> {
            if (draft.has(secret.member())) {
                throw CommandException.usage(
                        "the request already has its %s: leave out %s"
                                .formatted(secret.words(), secret.option()));
            }
            String text = InputText.readSecret(file, secret.option());
            if (text.isEmpty()) {
                throw CommandException.usage(secret.option() + ": the file is empty");
            }
            draft.fill(secret, Secret.of(text));
        });
    }
}
