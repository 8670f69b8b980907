package dev.usher.soak;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was sent, and what came of it.
 *
 * @param sent the requests by the message ids that the sender got
 */
record RecordedMessages(
        Map<String, PlannedRequest> sent,
        List<SoakReply> answers,
        List<SoakDeadLetter> deadLetters) {
    RecordedMessages {
        sent = Map.copyOf(sent);
        answers = List.copyOf(answers);
        deadLetters = List.copyOf(deadLetters);
    }

    /** All that concerns one request. */
    record File(
            PlannedRequest request,
            List<String> messageIds,
            List<SoakReply> answers,
            List<SoakDeadLetter> deadLetters) {
        boolean sentTwice() {
            return messageIds.size() > 1;
        }

        /** The endings that were answered; giving up does not count where something else was. */
        Set<ReplyResult> endings() {
            Set<ReplyResult> endings = new HashSet<>();
            answers.forEach(answer -> endings.add(answer.ending()));
            if (endings.size() > 1) {
                endings.remove(ReplyResult.GAVE_UP);
            }
            return endings;
        }

        boolean succeeded() {
            return endings().contains(ReplyResult.SUCCEEDED);
        }
    }

    /** One file a request, in no particular order. */
    List<File> files() {
        Map<String, File> files = new LinkedHashMap<>();
        sent.forEach((messageId, request) ->
                files.computeIfAbsent(
                                request.id(),
                                id ->
                                        new File(
                                                request,
                                                new ArrayList<>(),
                                                new ArrayList<>(),
                                                new ArrayList<>()))
                        .messageIds()
                        .add(messageId));
        for (SoakReply answer : answers) {
            PlannedRequest request = sent.get(answer.messageId());
            if (request != null) {
                file(files, request).answers().add(answer);
            }
        }
        for (SoakDeadLetter letter : deadLetters) {
            PlannedRequest request = sent.get(letter.messageId());
            if (request != null) {
                file(files, request).deadLetters().add(letter);
            }
        }
        return List.copyOf(files.values());
    }

    private static File file(Map<String, File> files, PlannedRequest request) {
        return Objects.requireNonNull(files.get(request.id()));
    }
}
