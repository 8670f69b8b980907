package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.soak.Mail.File;
import dev.usher.soak.People.Person;
import dev.usher.soak.People.Sight;
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
    private final People people;
    private final List<File> files;
    private final Map<String, List<Person>> byUsername;

    UserPromises(Evidence evidence) {
        this.people = evidence.people();
        this.files = evidence.mail().files();
        this.byUsername = people.users().stream().collect(Collectors.groupingBy(Person::username));
    }

    List<Finding> check() {
        return List.of(oneEach(), whole(), untouched(), signedIn());
    }

    private Finding oneEach() {
        List<String> wrong = new ArrayList<>();
        Set<String> accounted = new HashSet<>();
        for (File file : files) {
            if (file.request().kind() == Kind.SOMEBODY_ELSE) {
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
        return new Finding(
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
                        .filter(answer -> answer.ending().equals(Ending.SUCCEEDED))
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
                || file.deadLetters().stream().anyMatch(DeadLetter::unfinished);
    }

    private Finding whole() {
        Set<String> unfinished =
                files.stream()
                        .filter(file ->
                                file.deadLetters().stream().anyMatch(DeadLetter::unfinished))
                        .map(file -> file.request().username())
                        .collect(Collectors.toSet());
        return new Finding(
                "no user is left half-made, but of a dead letter that says so",
                people.users().size(),
                people.users().stream()
                        .filter(user -> user.halfMade() && !unfinished.contains(user.username()))
                        .map(user -> user.username() + ": FORCE_CHANGE_PASSWORD")
                        .toList());
    }

    private Finding untouched() {
        List<String> touched = new ArrayList<>();
        for (Sight stranger : people.strangers()) {
            if (!stranger.after().equals(stranger.before())) {
                touched.add(stranger.username() + ": changed");
            }
            if (!stranger.signsIn()) {
                touched.add(stranger.username() + ": cannot sign in any more");
            }
        }
        return new Finding("the users of others are untouched", people.strangers().size(), touched);
    }

    private Finding signedIn() {
        return new Finding(
                "the password of the request signs in",
                people.signIns().size(),
                people.signIns().entrySet().stream()
                        .filter(each -> !each.getValue())
                        .map(each -> each.getKey() + ": refused")
                        .sorted()
                        .toList());
    }
}
