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

/** The options of {@code send} that say what the request is. */
final class RequestOptions {
    private static final String VERIFY = "verify-attribute";

    /** For the completion. */
    static final class Types implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("signup", "signin", "refresh", "answer", "reset-password", VERIFY)
                    .iterator();
        }
    }

    /** For the completion. */
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
                    "The request as JSON, instead of the options below; what it lacks of id and"
                            + " secrets is added.")
    private @Nullable Path request;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Types.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable String type;

    @Option(
            names = "--id",
            description = "The idempotency key (default: a random UUID, told on stderr).")
    private @Nullable String id;

    @Option(names = "--username", paramLabel = "NAME", description = "Whom it is about.")
    private @Nullable String username;

    @Option(
            names = "--attribute",
            paramLabel = "NAME=VALUE",
            description =
                    "An attribute of the user that is signed up; may be given several times. With"
                            + " verify-attribute: the NAME of the one to verify.")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "A group the user is to be in; may be given several times.")
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
            description = "The challenge that is answered, by Cognito's name.")
    private @Nullable String challenge;

    @Option(
            names = "--with-code",
            description =
                    "Finishes a reset-password or verify-attribute with the code that was sent out.")
    private boolean withCode;

    @Option(
            names = "--reply-to",
            paramLabel = "NAME",
            description = "The reply queue to ask for: one of USHER_REPLY_QUEUES.")
    private @Nullable String replyTo;

    @Option(
            names = "--not-after",
            paramLabel = "INSTANT",
            description = "Nothing is begun after it (2026-11-22T20:00:00Z).")
    private @Nullable String notAfter;

    @Option(
            names = "--client-metadata",
            paramLabel = "NAME=VALUE",
            description = "For the Lambda triggers; may be given several times.")
    private List<String> clientMetadata = new ArrayList<>();

    /** Whether the request is to finish, with a code, what an earlier one began. */
    boolean finishing() {
        return withCode;
    }

    boolean fromStandardInput() {
        return request != null && request.equals(Path.of("-"));
    }

    /** What the options say; without secrets. */
    RequestDraft draft() {
        if (request != null) {
            alone();
            return RequestDraft.read(InputText.read(request.toString(), "--request"));
        }
        RequestDraft requestDraft = RequestDraft.blank();
        texts().forEach((member, text) -> {
            if (text != null) {
                requestDraft.put(member, text);
            }
        });
        if (VERIFY.equals(type) && attributes.size() == 1) {
            requestDraft.put("attribute", attributes.getFirst());
        } else {
            requestDraft.put("attributes", pairs("--attribute", attributes));
        }
        requestDraft.put("groups", groups);
        requestDraft.put("clientMetadata", pairs("--client-metadata", clientMetadata));
        return requestDraft;
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

    private void alone() {
        boolean others =
                texts().values().stream().anyMatch(text -> text != null)
                        || !attributes.isEmpty()
                        || !groups.isEmpty()
                        || !clientMetadata.isEmpty();
        if (others) {
            throw CommandException.usage(
                    "--request brings the whole request: say the rest in its file, not by options");
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
                throw CommandException.usage(option + " gives " + name + " twice");
            }
        }
        return pairs;
    }
}
