package dev.usher.tools.cli;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.RequestDraft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code send} that describe the request. */
final class RequestOptions {
    private static final String VERIFY = "verify-attribute";

    /** For shell completion. */
    static final class Types implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("signup", "signin", "refresh", "answer", "reset-password", VERIFY)
                    .iterator();
        }
    }

    /** For shell completion. */
    static final class Finishes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("tokens", "confirmed", "invite").iterator();
        }
    }

    @Option(
            names = "--request",
            paramLabel = "FILE|-",
            description =
                    "The request as JSON, instead of the options below; a missing id and missing secrets"
                            + " are added.")
    private @Nullable Path request;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Types.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable String type;

    @Option(
            names = "--id",
            description = "The idempotency key (default: a random UUID, printed on stderr).")
    private @Nullable String id;

    @Option(names = "--username", paramLabel = "NAME", description = "The user's name.")
    private @Nullable String username;

    @Option(
            names = "--attribute",
            paramLabel = "NAME=VALUE",
            description =
                    "Attribute of the new user; may be repeated. With verify-attribute: the NAME of the"
                            + " attribute to verify.")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Group of the new user; may be repeated.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--finish",
            completionCandidates = Finishes.class,
            description = "How a sign-up ends: one of ${COMPLETION-CANDIDATES} (default: tokens).")
    private @Nullable String finish;

    @Option(names = "--flow", description = "How to sign in: password (default) or srp.")
    private @Nullable String flow;

    @Option(
            names = "--challenge",
            paramLabel = "NAME",
            description = "Cognito's name of the challenge to answer.")
    private @Nullable String challenge;

    @Option(
            names = "--with-code",
            description =
                    "Finish reset-password or verify-attribute with the code that Cognito sent.")
    private boolean withCode;

    @Option(
            names = "--reply-to",
            paramLabel = "NAME",
            description = "Reply queue to ask for: one of USHER_REPLY_QUEUES.")
    private @Nullable String replyTo;

    @Option(
            names = "--not-after",
            paramLabel = "INSTANT",
            description = "The request expires then (2026-11-22T20:00:00Z).")
    private @Nullable String notAfter;

    @Option(
            names = "--client-metadata",
            paramLabel = "NAME=VALUE",
            description = "For Lambda triggers; may be repeated.")
    private List<String> clientMetadata = new ArrayList<>();

    /** Whether the request finishes an earlier one with a code. */
    boolean finishing() {
        return withCode;
    }

    boolean fromStandardInput() {
        return request != null && request.equals(Path.of("-"));
    }

    /** The request of the options, without secrets. */
    RequestDraft draft() {
        if (request != null) {
            checkAlone();
            return RequestDraft.read(InputText.read(request.toString(), "--request"));
        }
        RequestDraft draft = RequestDraft.blank();
        texts().forEach((member, text) -> {
            if (text != null) {
                draft.put(member, text);
            }
        });
        if (VERIFY.equals(type) && attributes.size() == 1) {
            draft.put("attribute", attributes.getFirst());
        } else {
            draft.put("attributes", pairs("--attribute", attributes));
        }
        draft.put("groups", groups);
        draft.put("clientMetadata", pairs("--client-metadata", clientMetadata));
        return draft;
    }

    private Map<String, @Nullable String> texts() {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        texts.put("type", type);
        texts.put("id", id);
        texts.put("username", username);
        texts.put("finish", finish);
        texts.put("flow", flow);
        texts.put("challenge", challenge);
        texts.put("replyTo", replyTo);
        texts.put("notAfter", notAfter);
        return texts;
    }

    private void checkAlone() {
        boolean others =
                texts().values().stream().anyMatch(text -> text != null)
                        || !attributes.isEmpty()
                        || !groups.isEmpty()
                        || !clientMetadata.isEmpty();
        if (others) {
            throw CommandException.usage(
                    "--request is the whole request: put everything into its file, and give no options");
        }
    }

    private static Map<String, String> pairs(String option, List<String> given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : given) {
            int at = pair.indexOf('=');
            if (at <= 0) {
                throw CommandException.usage(option + " must be NAME=VALUE");
            }
            String name = pair.substring(0, at);
            if (pairs.put(name, pair.substring(at + 1)) != null) {
                throw CommandException.usage(option + " has " + name + " twice");
            }
        }
        return pairs;
    }
}
