package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.soak.People.Sight;
import dev.usher.soak.Stranger.Sort;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The users of others: made before the run, and looked at after it. */
final class Strangers {
    private final Account account;
    private final SignIn signIn;
    private final Map<Stranger, String> before = new LinkedHashMap<>();

    private Strangers(Account account) {
        this.account = account;
        this.signIn = new SignIn(account);
    }

    /** Makes them: the old ones an hour before the young. */
    static Strangers make(Account account, List<Stranger> strangers) {
        Strangers made = new Strangers(account);
        account.aws.aheadBy(Duration.ofHours(-1));
        strangers.stream().filter(each -> !each.young()).forEach(made::make);
        account.aws.aheadBy(Duration.ZERO);
        strangers.stream().filter(Stranger::young).forEach(made::make);
        strangers.forEach(each -> made.before.put(each, made.look(each)));
        return made;
    }

    private void make(Stranger stranger) {
        String pool = account.client.userPoolId();
        account.cognito.adminCreateUser(r ->
                r.userPoolId(pool)
                        .username(stranger.username())
                        .messageAction("SUPPRESS")
                        .temporaryPassword(stranger.password())
                        .userAttributes(
                                a -> a.name("email").value(stranger.username() + "@example.org")));
        if (stranger.sort() != Sort.HALF_MADE) {
            account.cognito.adminSetUserPassword(r ->
                    r.userPoolId(pool)
                            .username(stranger.username())
                            .password(stranger.password())
                            .permanent(true));
        }
        if (stranger.sort() == Sort.DISABLED) {
            account.cognito.adminDisableUser(r -> r.userPoolId(pool).username(stranger.username()));
        }
    }

    /** The last look at each; disabled users are enabled by it. */
    List<Sight> inspect() {
        return before.entrySet().stream()
                .map(each -> inspect(each.getKey(), each.getValue()))
                .toList();
    }

    private Sight inspect(Stranger stranger, String then) {
        String pool = account.client.userPoolId();
        String now = look(stranger);
        int failed = account.aws.cognito().failedSignIns(pool, stranger.username());
        if (stranger.sort() == Sort.DISABLED) {
            account.cognito.adminEnableUser(r -> r.userPoolId(pool).username(stranger.username()));
        }
        boolean signsIn = signIn.works(stranger.username(), stranger.password());
        return new Sight(stranger.username(), then, now, signsIn, failed);
    }

    /** Everything of the user but its failed sign-ins: those are told apart. */
    private String look(Stranger stranger) {
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
                                        .put("Username", stranger.username()));
        return account.aws
                .cognito()
                .snapshot(pool, stranger.username())
                .lines()
                .filter(line -> !line.startsWith("failed "))
                .collect(Collectors.joining("\n", answer + "\n", ""));
    }
}
