package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.soak.ExistingUser.Sort;
import dev.usher.soak.FinalUsers.Sight;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The users of others: made before the run, and looked at after it. */
final class ExistingUsers {
    private final Account account;
    private final PasswordCheck signIn;
    private final Map<ExistingUser, String> before = new LinkedHashMap<>();

    private ExistingUsers(Account account) {
        this.account = account;
        this.signIn = new PasswordCheck(account);
    }

    /** Makes them: the old ones an hour before the young. */
    static ExistingUsers make(Account account, List<ExistingUser> existingUsers) {
        ExistingUsers made = new ExistingUsers(account);
        account.aws.aheadBy(Duration.ofHours(-1));
        existingUsers.stream().filter(each -> !each.young()).forEach(made::make);
        account.aws.aheadBy(Duration.ZERO);
        existingUsers.stream().filter(ExistingUser::young).forEach(made::make);
        existingUsers.forEach(each -> made.before.put(each, made.look(each)));
        return made;
    }

    private void make(ExistingUser existingUser) {
        String pool = account.client.userPoolId();
        account.cognito.adminCreateUser(r ->
                r.userPoolId(pool)
                        .username(existingUser.username())
                        .messageAction("SUPPRESS")
                        .temporaryPassword(existingUser.password())
                        .userAttributes(a ->
                                a.name("email").value(existingUser.username() + "@example.org")));
        if (existingUser.sort() != Sort.HALF_MADE) {
            account.cognito.adminSetUserPassword(r ->
                    r.userPoolId(pool)
                            .username(existingUser.username())
                            .password(existingUser.password())
                            .permanent(true));
        }
        if (existingUser.sort() == Sort.DISABLED) {
            account.cognito.adminDisableUser(
                    r -> r.userPoolId(pool).username(existingUser.username()));
        }
    }

    /** The last look at each; disabled users are enabled by it. */
    List<Sight> inspect() {
        return before.entrySet().stream()
                .map(each -> inspect(each.getKey(), each.getValue()))
                .toList();
    }

    private Sight inspect(ExistingUser existingUser, String then) {
        String pool = account.client.userPoolId();
        String now = look(existingUser);
        int failed = account.aws.cognito().failedSignIns(pool, existingUser.username());
        if (existingUser.sort() == Sort.DISABLED) {
            account.cognito.adminEnableUser(
                    r -> r.userPoolId(pool).username(existingUser.username()));
        }
        boolean signsIn = signIn.works(existingUser.username(), existingUser.password());
        return new Sight(existingUser.username(), then, now, signsIn, failed);
    }

    /** Everything of the user but its failed sign-ins: those are told apart. */
    private String look(ExistingUser existingUser) {
        String pool = account.client.userPoolId();
        // Not by the SDK: what its answers print leaves the attributes out.
        ObjectNode answer =
                account.aws
                        .cognito()
                        .call(
                                "AdminGetUser",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("UserPoolId", pool)
                                        .put("Username", existingUser.username()));
        return account.aws
                .cognito()
                .snapshot(pool, existingUser.username())
                .lines()
                .filter(line -> !line.startsWith("failed "))
                .collect(Collectors.joining("\n", answer + "\n", ""));
    }
}
