package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the user pool demands of every user, so that a request can be refused before anything is
 * made. Refuses only what Cognito is sure to refuse.
 *
 * @param minimumLength of a password, in characters
 * @param classes the kinds of characters a password must have
 * @param requiredAttributes without {@code sub} and those that the username itself gives
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html">Passwords</a>
 */
public record PoolRules(
        int minimumLength, Set<CharacterClass> classes, Set<String> requiredAttributes) {
    /** Refuses nothing: the pool could not be described. */
    public static final PoolRules UNKNOWN = new PoolRules(0, Set.of(), Set.of());

    /** The longest minimum that Cognito lets a pool set. */
    private static final int LONGEST_MINIMUM = 99;

    /** A kind of character that a password policy can ask for. */
    public enum CharacterClass {
        UPPERCASE("an uppercase letter"),
        LOWERCASE("a lowercase letter"),
        NUMBER("a number"),
        SYMBOL("a symbol");

        private final String words;

        CharacterClass(String words) {
            this.words = words;
        }

        private boolean has(int character) {
            return switch (this) {
                case UPPERCASE -> Character.isUpperCase(character);
                case LOWERCASE -> Character.isLowerCase(character);
                case NUMBER -> Character.isDigit(character);
                case SYMBOL -> !Character.isLetterOrDigit(character);
            };
        }
    }

    public PoolRules {
        minimumLength = Math.min(minimumLength, LONGEST_MINIMUM);
        classes = Set.copyOf(classes);
        requiredAttributes = Set.copyOf(requiredAttributes);
    }

    Optional<Failure> refuse(SignUp request) {
        Secret password = request.password();
        Optional<String> problem = password == null ? Optional.empty() : problem(password);
        if (problem.isPresent()) {
            return Optional.of(Failure.of(FailureCode.INVALID_PASSWORD, problem.get()));
        }
        return requiredAttributes.stream()
                .filter(name -> request.finish() != Finish.INVITE)
                .filter(name -> !request.attributes().containsKey(name))
                .findFirst()
                .map(name ->
                        Failure.of(
                                FailureCode.INVALID_ATTRIBUTES,
                                "/attributes/" + name + " is required by the user pool"));
    }

    /** What is wrong with the password, in words that say nothing about it. */
    public Optional<String> problem(Secret password) {
        String text = password.reveal();
        List<String> lacks = new ArrayList<>();
        if (text.length() < minimumLength) {
            lacks.add("at least " + minimumLength + " characters");
        }
        for (CharacterClass kind : CharacterClass.values()) {
            if (classes.contains(kind) && text.codePoints().noneMatch(kind::has)) {
                lacks.add(kind.words);
            }
        }
        return lacks.isEmpty()
                ? Optional.empty()
                : Optional.of("the user pool's policy asks for " + String.join(", ", lacks));
    }
}
