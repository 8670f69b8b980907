package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Groups. */
class GroupsTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void a_member_of_a_group_is_listed_until_it_leaves() {
        var pool = aws.pool(request -> {});
        aws.cognito.createGroup(r -> r.userPoolId(pool).groupName("admins"));
        var name = aws.confirmed(pool);
        aws.cognito.adminAddUserToGroup(r -> r.userPoolId(pool).username(name).groupName("admins"));
        assertThat(
                        aws.cognito
                                .adminListGroupsForUser(r -> r.userPoolId(pool).username(name))
                                .groups())
                .singleElement()
                .satisfies(group -> assertThat(group.groupName()).isEqualTo("admins"));
        aws.cognito.adminRemoveUserFromGroup(
                r -> r.userPoolId(pool).username(name).groupName("admins"));
        assertThat(
                        aws.cognito
                                .adminListGroupsForUser(r -> r.userPoolId(pool).username(name))
                                .groups())
                .isEmpty();
    }

    @Test
    void an_unknown_group_is_refused() {
        var pool = aws.pool(request -> {});
        var name = aws.confirmed(pool);
        refused(
                () ->
                        aws.cognito.adminAddUserToGroup(
                                r -> r.userPoolId(pool).username(name).groupName("nobody")),
                "ResourceNotFoundException",
                "Group not found.");
    }

    @Test
    void a_group_is_made_once() {
        var pool = aws.pool(request -> {});
        aws.cognito.createGroup(r -> r.userPoolId(pool).groupName("admins"));
        refused(
                () -> aws.cognito.createGroup(r -> r.userPoolId(pool).groupName("admins")),
                "GroupExistsException",
                "");
        assertThat(aws.cognito.listGroups(r -> r.userPoolId(pool)).groups()).hasSize(1);
    }
}
