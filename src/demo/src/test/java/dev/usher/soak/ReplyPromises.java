package dev.usher.soak;

import dev.usher.message.FailureCode;
import dev.usher.soak.RecordedMessages.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The promises that the mail alone can break. */
final class ReplyPromises {
    private final SoakEvidence evidence;
    private final RecordedMessages mail;
    private final List<File> files;

    ReplyPromises(SoakEvidence evidence) {
        this.evidence = evidence;
        this.mail = evidence.mail();
        this.files = mail.files();
    }

    List<PromiseCheck> check() {
        return List.of(answered(), addressed(), consistent(), asExpected());
    }

    private PromiseCheck answered() {
        Set<String> accounted = new HashSet<>();
        mail.answers().forEach(answer -> accounted.add(answer.messageId()));
        mail.deadLetters().forEach(letter -> accounted.add(letter.messageId()));
        List<String> lost =
                mail.sent().entrySet().stream()
                        .filter(each -> !accounted.contains(each.getKey()))
                        .map(each -> each.getValue().id() + " (message " + each.getKey() + ")")
                        .sorted()
                        .toList();
        return new PromiseCheck(
                "every message is answered or a dead letter", mail.sent().size(), lost);
    }

    /** An answer is to a message that was sent, and names the id that stands in it. */
    private PromiseCheck addressed() {
        List<String> stray = new ArrayList<>();
        for (SoakReply answer : mail.answers()) {
            PlannedRequest request = mail.sent().get(answer.messageId());
            if (request == null) {
                stray.add("an answer to message " + answer.messageId() + ", which nobody sent");
            } else if (!Objects.equals(
                    answer.id(), request.kind().readable() ? request.id() : null)) {
                stray.add(request.id() + " answered as " + answer.id());
            }
        }
        return new PromiseCheck("every answer names its request", mail.answers().size(), stray);
    }

    private PromiseCheck consistent() {
        List<String> contradictions = new ArrayList<>();
        for (File file : files) {
            Set<ReplyResult> endings = file.endings();
            boolean forgiven =
                    evidence.forgetful()
                            && file.sentTwice()
                            && endings.equals(Set.of(ReplyResult.SUCCEEDED, ReplyResult.TAKEN));
            if (endings.size() > 1 && !forgiven) {
                contradictions.add(file.request().id() + ": " + listed(endings));
            }
            if (endings.contains(ReplyResult.failed(FailureCode.ID_REUSED))) {
                contradictions.add(file.request().id() + ": ID_REUSED");
            }
            if (gaveUpLast(file)) {
                contradictions.add(
                        file.request().id() + ": gave up after it had answered " + endings);
            }
            Set<String> subs = subs(file);
            if (subs.size() > 1) {
                contradictions.add(file.request().id() + ": the subs " + subs);
            }
        }
        return new PromiseCheck(
                "no two answers of an id contradict each other", files.size(), contradictions);
    }

    /** RETRIES_EXHAUSTED is superseded by what comes later, but supersedes nothing. */
    private static boolean gaveUpLast(File file) {
        return file.endings().stream().anyMatch(ending -> !ending.equals(ReplyResult.GAVE_UP))
                && file.answers().stream()
                        .max(Comparator.comparing(SoakReply::completedAt))
                        .filter(last -> last.ending().equals(ReplyResult.GAVE_UP))
                        .isPresent();
    }

    private static Set<String> subs(File file) {
        return file.answers().stream()
                .filter(answer -> answer.ending().equals(ReplyResult.SUCCEEDED))
                .map(answer -> String.valueOf(answer.sub()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private PromiseCheck asExpected() {
        List<String> others = new ArrayList<>();
        for (File file : files) {
            Set<ReplyResult> endings = file.endings();
            ReplyResult expected = file.request().kind().ending();
            boolean letter = !file.deadLetters().isEmpty();
            boolean gaveUp = endings.equals(Set.of(ReplyResult.GAVE_UP));
            if (!file.request().kind().readable() && !letter) {
                others.add(file.request().id() + ": no dead letter, though it has no id");
            } else if (gaveUp && !letter) {
                others.add(file.request().id() + ": gave up, but left no dead letter");
            } else if (!endings.isEmpty() && !gaveUp && !endings.contains(expected)) {
                others.add(
                        "%s (%s): %s instead of %s"
                                .formatted(
                                        file.request().id(),
                                        file.request().kind(),
                                        listed(endings),
                                        expected));
            }
        }
        return new PromiseCheck(
                "every request came to what it should, or was given up", files.size(), others);
    }

    private static String listed(Set<ReplyResult> endings) {
        return endings.stream()
                .map(ReplyResult::toString)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
