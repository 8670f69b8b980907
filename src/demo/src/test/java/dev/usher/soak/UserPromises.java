package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.soak.FinalUsers.Person;
import dev.usher.soak.FinalUsers.Sight;
import dev.usher.soak.RecordedMessages.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The promises that the user pool shows. */
final class UserPromises {
    private final FinalUsers people;
    private final List<File> files;
    private final Map<String, List<Person>> byUsername;

    UserPromises(SoakEvidence evidence) {
        this.people = evidence.people();
        this.files = evidence.mail().files();
        this.byUsername = people.users().stream().collect(Collectors.groupingBy(Person::username));
    }

    List<PromiseCheck> check() {
        return List.of(oneEach(), whole(), untouched(), signedIn());
    }

    private PromiseCheck oneEach() {
        List<String> wrong = new ArrayList<>();
        Set<String> accounted = new HashSet<>();
        for (File file : files) {
            if (file.request().kind() == RequestKind.SOMEBODY_ELSE) {
                continue;
            }
            String username = file.request().username();
            List<Person> users = byUsername.getOrDefault(username, List.of());
            accounted.add(username);
            if (file.succeeded()) {
                made(file, users).ifPresent(wrong::add);
            } else if (!users.isEmpty() && !mayBeLeft(file)) {
                wrong.add(file.request().id() + ": a user, though it was refused");
            }
        }
        byUsername.keySet().stream()
                .filter(username -> !accounted.contains(username))
                .map(username -> username + ": a user that nobody asked for")
                .forEach(wrong::add);
        return new PromiseCheck(
                "one user an id that succeeded, the one told of; none otherwise",
                files.size(),
                wrong);
    }

    private static Optional<String> made(File file, List<Person> users) {
        String id = file.request().id();
        if (users.size() != 1) {
            return Optional.of(id + ": " + users.size() + " users, though it succeeded");
        }
        Person user = users.getFirst();
        boolean told =
                file.answers().stream()
                        .filter(answer -> answer.ending().equals(ReplyResult.SUCCEEDED))
                        .allMatch(answer -> Objects.equals(answer.sub(), user.sub()));
        if (!told) {
            return Optional.of(id + ": the answer tells of another user");
        }
        return file.request().kind().inGroup() && !user.groups().contains(Account.GROUP)
                ? Optional.of(id + ": not in its group")
                : Optional.empty();
    }

    /** A dead letter says that it is not finished; a message that has yet to end may be neither. */
    private static boolean mayBeLeft(File file) {
        return file.answers().isEmpty()
                || file.deadLetters().stream().anyMatch(SoakDeadLetter::unfinished);
    }

    private PromiseCheck whole() {
        Set<String> unfinished =
                files.stream()
                        .filter(file ->
                                file.deadLetters().stream().anyMatch(SoakDeadLetter::unfinished))
                        .map(file -> file.request().username())
                        .collect(Collectors.toSet());
        return new PromiseCheck(
                "no user is left half-made, but of a dead letter that says so",
                people.users().size(),
                people.users().stream()
                        .filter(user -> user.halfMade() && !unfinished.contains(user.username()))
                        .map(user -> user.username() + ": FORCE_CHANGE_PASSWORD")
                        .toList());
    }

    private PromiseCheck untouched() {
        List<String> touched = new ArrayList<>();
        for (Sight existingUser : people.existingUsers()) {
            if (!existingUser.after().equals(existingUser.before())) {
                touched.add(existingUser.username() + ": changed");
            }
            if (!existingUser.signsIn()) {
                touched.add(existingUser.username() + ": cannot sign in any more");
            }
        }
        return new PromiseCheck(
                "the users of others are untouched", people.existingUsers().size(), touched);
    }

    private PromiseCheck signedIn() {
        return new PromiseCheck(
                "the password of the request signs in",
                people.signIns().size(),
                people.signIns().entrySet().stream()
                        .filter(each -> !each.getValue())
                        .map(each -> each.getKey() + ": refused")
                        .sorted()
                        .toList());
    }
}
