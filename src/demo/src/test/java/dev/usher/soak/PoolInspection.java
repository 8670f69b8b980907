package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.soak.FinalUsers.Person;
import dev.usher.soak.RecordedMessages.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Looks at the user pool at the end of a run. */
final class PoolInspection {
    private static final int SAMPLE = 200;

    private final Account account;
    private final RequestPlan plan;
    private final ExistingUsers existingUsers;

    PoolInspection(Account account, RequestPlan plan, ExistingUsers existingUsers) {
        this.account = account;
        this.plan = plan;
        this.existingUsers = existingUsers;
    }

    /**
     * @param seed of the choice of passwords to try
     */
    FinalUsers people(RecordedMessages mail, long seed) {
        account.aws.faults().clear();
        account.aws.cognito().quotas().hold(false);
        return new FinalUsers(users(), existingUsers.inspect(), signIns(mail, seed));
    }

    private List<Person> users() {
        Set<String> others =
                plan.existingUsers().stream()
                        .map(ExistingUser::username)
                        .collect(Collectors.toSet());
        Set<String> members =
                plan.requests().stream()
                        .filter(each -> each.kind().inGroup())
                        .map(PlannedRequest::username)
                        .collect(Collectors.toSet());
        return account
                .cognito
                .listUsersPaginator(r -> r.userPoolId(account.client.userPoolId()))
                .users()
                .stream()
                .filter(user -> !others.contains(user.username()))
                .map(user -> person(user, members.contains(user.username())))
                .toList();
    }

    private Person person(UserType user, boolean member) {
        return new Person(
                user.username(),
                user.attributes().stream()
                        .filter(attribute -> attribute.name().equals("sub"))
                        .map(AttributeType::value)
                        .findFirst()
                        .orElse(null),
                user.userStatusAsString(),
                member ? groups(user.username()) : List.of());
    }

    private List<String> groups(String username) {
        return account
                .cognito
                .adminListGroupsForUser(
                        r -> r.userPoolId(account.client.userPoolId()).username(username))
                .groups()
                .stream()
                .map(GroupType::groupName)
                .toList();
    }

    private Map<String, Boolean> signIns(RecordedMessages mail, long seed) {
        List<PlannedRequest> succeeded =
                new ArrayList<>(
                        mail.files().stream()
                                .filter(File::succeeded)
                                .map(File::request)
                                .sorted(Comparator.comparing(PlannedRequest::id))
                                .toList());
        Collections.shuffle(succeeded, new Random(seed));
        PasswordCheck signIn = new PasswordCheck(account);
        Map<String, Boolean> signIns = new HashMap<>();
        succeeded.stream()
                .limit(SAMPLE)
                .forEach(each ->
                        signIns.put(
                                each.username(), signIn.works(each.username(), each.password())));
        return signIns;
    }
}
