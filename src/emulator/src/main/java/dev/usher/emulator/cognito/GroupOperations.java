package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The operations on groups. */
final class GroupOperations {
    private final PoolOperations pools;
    private final UserOperations users;
    private final InstantSource clock;

    GroupOperations(PoolOperations pools, UserOperations users, InstantSource clock) {
        this.pools = pools;
        this.users = users;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "CreateGroup", this::create,
                "GetGroup", in -> described(group(in)),
                "ListGroups", this::list,
                "AdminAddUserToGroup", this::join,
                "AdminRemoveUserFromGroup", this::leave,
                "AdminListGroupsForUser", this::listOf);
    }

    private ObjectNode group(OperationInput in) {
        return pools.pool(in).group(in.text("GroupName", CognitoShapes.GROUP_NAME));
    }

    private ObjectNode create(OperationInput in) {
        StoredPool pool = pools.pool(in);
        String name = in.text("GroupName", CognitoShapes.GROUP_NAME);
        ObjectNode group = EmulatorJson.object().put("GroupName", name).put("UserPoolId", pool.id);
        String description = in.optional("Description", CognitoShapes.DESCRIPTION);
        if (description != null) {
            group.put("Description", description);
        }
        if (in.has("Precedence")) {
            group.put("Precedence", in.number("Precedence", 0, Integer.MAX_VALUE, 0));
        }
        group.set("LastModifiedDate", EmulatorJson.seconds(clock.millis()));
        group.set("CreationDate", EmulatorJson.seconds(clock.millis()));
        if (pool.groups.putIfAbsent(name, group) != null) {
            throw AwsError.of("GroupExistsException", "A group with the name already exists.");
        }
        return described(group);
    }

    private ObjectNode list(OperationInput in) {
        StoredPool pool = pools.pool(in);
        int limit = in.number("Limit", 0, 60, 60);
        String after = in.text("NextToken", CognitoShapes.PAGE, "");
        List<ObjectNode> page =
                pool.groups.values().stream()
                        .filter(group -> group.path("GroupName").asString("").compareTo(after) > 0)
                        .limit(limit == 0 ? 60 : limit)
                        .toList();
        ObjectNode answer = EmulatorJson.object();
        answer.set("Groups", EmulatorJson.nodes(page));
        if (page.size() == limit) {
            answer.put("NextToken", page.getLast().path("GroupName").asString(""));
        }
        return answer;
    }

    private ObjectNode join(OperationInput in) {
        String name = in.text("GroupName", CognitoShapes.GROUP_NAME);
        return users.change(
                in,
                (pool, user) -> {
                    pool.group(name);
                    user.join(name);
                });
    }

    private ObjectNode leave(OperationInput in) {
        String name = in.text("GroupName", CognitoShapes.GROUP_NAME);
        return users.change(
                in,
                (pool, user) -> {
                    pool.group(name);
                    user.leave(name);
                });
    }

    private ObjectNode listOf(OperationInput in) {
        ObjectNode answer = EmulatorJson.object();
        users.change(
                in,
                (pool, user) ->
                        answer.set(
                                "Groups",
                                EmulatorJson.nodes(
                                        user.groups.stream().map(pool::group).toList())));
        return answer;
    }

    private static ObjectNode described(ObjectNode group) {
        ObjectNode answer = EmulatorJson.object();
        answer.set("Group", group);
        return answer;
    }
}
