package dev.usher.flow;

import dev.usher.flow.Refusal.Kind;
import dev.usher.message.Result.Challenge;
import dev.usher.message.Result.Tokens;
import dev.usher.message.Result.User;
import dev.usher.message.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A user pool in memory, as strict as Cognito where the sign-up can tell. */
public final class FakeUserPool implements UserPool {
    /**
     * What happens around a call: lets a test die there, fail there, or let another attempt go
     * first.
     */
    public interface Around {
        <R> R call(String operation, Fence fence, Supplier<R> effect);
    }

    static final class Account {
        final String username;
        final String sub;
        final Map<String, String> attributes;
        final Instant createdAt;
        final Set<String> groups = new TreeSet<>();
        String status = Found.FORCE_CHANGE_PASSWORD;
        boolean enabled = true;
        boolean invited;
        String password;
        Instant passwordSetAt;
        int failedSignIns;
        int signIns;

        Account(
                String username,
                String sub,
                Map<String, String> attributes,
                String password,
                Instant now) {
            this.username = username;
            this.sub = sub;
            this.attributes = new TreeMap<>(attributes);
            this.password = password;
            this.createdAt = now;
            this.passwordSetAt = now;
        }

        String snapshot() {
            return String.join(
                    "|",
                    username,
                    sub,
                    attributes.toString(),
                    status,
                    password,
                    groups.toString(),
                    String.valueOf(enabled),
                    String.valueOf(failedSignIns),
                    String.valueOf(signIns),
                    createdAt.toString(),
                    passwordSetAt.toString());
        }
    }

    private record Session(String sub, String password) {}

    final Map<String, Account> users = new LinkedHashMap<>();
    final Set<String> groups = new TreeSet<>(Set.of("readers", "writers"));
    final InstantSource clock;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Around around;
    private int subs;
    int sessionsMade;
    final List<String> violations = new ArrayList<>();
    PoolRules rules = new PoolRules(8, Set.of(PoolRules.CharacterClass.NUMBER), Set.of());
    int leastPasswordLength = 8;
    boolean rotates;

    public FakeUserPool(InstantSource clock, Around around) {
        this.clock = clock;
        this.around = around;
    }

    @Override
    public UserPool behind(Fence fence) {
        return new Fenced(fence);
    }

    /** How many users have this UserStatus. */
    public long count(String status) {
        return users.values().stream().filter(account -> account.status.equals(status)).count();
    }

    Account put(String username, String password, String status) {
        Account account =
                new Account(
                        username, "sub-" + ++subs, Map.of("name", "S"), password, clock.instant());
        account.status = status;
        users.put(username, account);
        return account;
    }

    @Override
    public String pool() {
        return "eu-west-1_pool";
    }

    @Override
    public PoolRules rules() {
        return rules;
    }

    @Override
    public Creation create(NewUser user) {
        if (users.containsKey(user.username())) {
            return new Creation.Taken(
                    new Refusal(Kind.USERNAME_EXISTS, "UsernameExistsException"), false);
        }
        Account account =
                new Account(
                        user.username(),
                        "sub-" + ++subs,
                        user.attributes(),
                        user.temporaryPassword().reveal(),
                        clock.instant());
        account.invited = user.invite();
        users.put(user.username(), account);
        return new Creation.Created(user(account));
    }

    @Override
    public Optional<Found> find(String username) {
        return Optional.ofNullable(users.get(username))
                .map(account -> new Found(user(account), account.createdAt, account.enabled));
    }

    @Override
    public Step signIn(String username, Secret password, Map<String, String> clientMetadata) {
        Account account = users.get(username);
        if (account == null) {
            return refused(Kind.USER_NOT_FOUND, "UserNotFoundException");
        }
        if (!account.enabled) {
            return refused(Kind.USER_DISABLED, "NotAuthorizedException");
        }
        if (account.failedSignIns >= 5) {
            return refused(Kind.LOCKED_OUT, "NotAuthorizedException");
        }
        if (!account.password.equals(password.reveal())) {
            account.failedSignIns++;
            return refused(Kind.NOT_AUTHORIZED, "NotAuthorizedException");
        }
        if (account.status.equals("RESET_REQUIRED")) {
            return refused(Kind.PASSWORD_RESET_REQUIRED, "PasswordResetRequiredException");
        }
        account.failedSignIns = 0;
        account.signIns++;
        if (account.status.equals(Found.FORCE_CHANGE_PASSWORD)) {
            if (account.passwordSetAt.plus(Duration.ofDays(7)).isBefore(clock.instant())) {
                return refused(Kind.TEMPORARY_PASSWORD_EXPIRED, "NotAuthorizedException");
            }
            String session = "session-" + ++sessionsMade;
            sessions.put(session, new Session(account.sub, account.password));
            return new Step.Asked(
                    username, new Challenge("NEW_PASSWORD_REQUIRED", Secret.of(session), Map.of()));
        }
        return new Step.SignedIn(user(account), tokens(account));
    }

    @Override
    public Step setNewPassword(
            Step.Asked question, Secret newPassword, Map<String, String> clientMetadata) {
        Account account = users.get(question.username());
        Secret secret = question.challenge().session();
        Session session = secret == null ? null : sessions.get(secret.reveal());
        if (account == null
                || session == null
                || !session.sub().equals(account.sub)
                || !session.password().equals(account.password)
                || !account.status.equals(Found.FORCE_CHANGE_PASSWORD)) {
            return refused(Kind.SESSION, "NotAuthorizedException");
        }
        if (newPassword.reveal().length() < leastPasswordLength) {
            return refused(Kind.INVALID_PASSWORD, "InvalidPasswordException");
        }
        sessions.remove(secret.reveal());
        account.password = newPassword.reveal();
        account.status = Found.CONFIRMED;
        return new Step.SignedIn(user(account), tokens(account));
    }

    @Override
    public Optional<Refusal> addToGroup(String username, String group) {
        Account account = users.get(username);
        if (account == null) {
            return Optional.of(new Refusal(Kind.USER_NOT_FOUND, "UserNotFoundException"));
        }
        if (!groups.contains(group)) {
            return Optional.of(new Refusal(Kind.GROUP_NOT_FOUND, "ResourceNotFoundException"));
        }
        account.groups.add(group);
        return Optional.empty();
    }

    @Override
    public Optional<Refusal> setTemporaryPassword(String username, Secret temporaryPassword) {
        Account account = users.get(username);
        if (account == null) {
            return Optional.of(new Refusal(Kind.USER_NOT_FOUND, "UserNotFoundException"));
        }
        notWhole(account, "a temporary password is set");
        account.password = temporaryPassword.reveal();
        account.passwordSetAt = clock.instant();
        account.status = Found.FORCE_CHANGE_PASSWORD;
        return Optional.empty();
    }

    @Override
    public void delete(String username) {
        Account account = users.remove(username);
        if (account != null) {
            notWhole(account, "a user is deleted");
        }
    }

    /** No attempt may lay hands on a user that is whole already, its own or anybody's. */
    private void notWhole(Account account, String what) {
        if (!account.status.equals(Found.FORCE_CHANGE_PASSWORD)) {
            violations.add(what + " though it is " + account.status);
        }
    }

    @Override
    public boolean rotatesRefreshTokens() {
        return rotates;
    }

    @Override
    public Step refresh(String username, Secret refreshToken, Map<String, String> clientMetadata) {
        Account account = users.get(username);
        return account == null || !refreshToken.reveal().equals("refresh " + account.sub)
                ? refused(Kind.INVALID_REFRESH_TOKEN, "NotAuthorizedException")
                : new Step.SignedIn(user(account), refreshed(tokens(account)));
    }

    /** REFRESH_TOKEN_AUTH gives no refresh token; only a client that rotates gives another one. */
    private Tokens refreshed(Tokens tokens) {
        return rotates
                ? tokens
                : new Tokens(
                        tokens.accessToken(),
                        tokens.idToken(),
                        null,
                        tokens.tokenType(),
                        tokens.expiresIn());
    }

    private static Step refused(Kind kind, String code) {
        return new Step.Refused(new Refusal(kind, code));
    }

    private static User user(Account account) {
        return new User(account.username, account.sub, account.status);
    }

    private static Tokens tokens(Account account) {
        return new Tokens(
                Secret.of("access " + account.sub + account.groups),
                Secret.of("id " + account.sub),
                Secret.of("refresh " + account.sub),
                "Bearer",
                3600);
    }

    /** The user pool as an attempt sees it: each call is something that can be died at. */
    private final class Fenced implements UserPool {
        private final Fence fence;

        Fenced(@Nullable Fence fence) {
            this.fence = fence == null ? Fence.OPEN : fence;
        }

        @Override
        public UserPool behind(Fence closer) {
            return new Fenced(closer);
        }

        @Override
        public String pool() {
            return FakeUserPool.this.pool();
        }

        @Override
        public PoolRules rules() {
            return rules;
        }

        @Override
        public Creation create(NewUser user) {
            return around.call("create", fence, () -> FakeUserPool.this.create(user));
        }

        @Override
        public Optional<Found> find(String username) {
            return around.call("find", Fence.OPEN, () -> FakeUserPool.this.find(username));
        }

        @Override
        public Step signIn(String username, Secret password, Map<String, String> metadata) {
            return around.call(
                    "signIn", fence, () -> FakeUserPool.this.signIn(username, password, metadata));
        }

        @Override
        public Step setNewPassword(
                Step.Asked question, Secret password, Map<String, String> metadata) {
            return around.call(
                    "setNewPassword",
                    fence,
                    () -> FakeUserPool.this.setNewPassword(question, password, metadata));
        }

        @Override
        public Optional<Refusal> addToGroup(String username, String group) {
            return around.call(
                    "addToGroup", fence, () -> FakeUserPool.this.addToGroup(username, group));
        }

        @Override
        public Optional<Refusal> setTemporaryPassword(String username, Secret password) {
            return around.call(
                    "setTemporaryPassword",
                    fence,
                    () -> FakeUserPool.this.setTemporaryPassword(username, password));
        }

        @Override
        public void delete(String username) {
            around.call(
                    "delete",
                    fence,
                    () -> {
                        FakeUserPool.this.delete(username);
                        return true;
                    });
        }

        @Override
        public boolean rotatesRefreshTokens() {
            return rotates;
        }

        @Override
        public Step refresh(String username, Secret token, Map<String, String> metadata) {
            return around.call(
                    "refresh", fence, () -> FakeUserPool.this.refresh(username, token, metadata));
        }
    }
}
