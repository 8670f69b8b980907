package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The operations on groups. */
final class Groups {
    private final Pools pools;
    private final UserOperations users;
    private final InstantSource clock;

    Groups(Pools pools, UserOperations users, InstantSource clock) {
        this.pools = pools;
        this.users = users;
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "CreateGroup", this::create,
                "GetGroup", in -> described(group(in)),
                "ListGroups", this::list,
                "AdminAddUserToGroup", this::join,
                "AdminRemoveUserFromGroup", this::leave,
                "AdminListGroupsForUser", this::listOf);
    }

    private ObjectNode group(Input in) {
        return pools.pool(in).group(in.text("GroupName", Shape.GROUP_NAME));
    }

    private ObjectNode create(Input in) {
        Pool pool = pools.pool(in);
        String name = in.text("GroupName", Shape.GROUP_NAME);
        ObjectNode group = Json.object().put("GroupName", name).put("UserPoolId", pool.id);
        String description = in.optional("Description", Shape.DESCRIPTION);
        if (description != null) {
            group.put("Description", description);
        }
        if (in.has("Precedence")) {
            group.put("Precedence", in.number("Precedence", 0, Integer.MAX_VALUE, 0));
        }
        group.set("LastModifiedDate", Json.seconds(clock.millis()));
        group.set("CreationDate", Json.seconds(clock.millis()));
        if (pool.groups.putIfAbsent(name, group) != null) {
            throw AwsError.of("GroupExistsException", "A group with the name already exists.");
        }
        return described(group);
    }

    private ObjectNode list(Input in) {
        Pool pool = pools.pool(in);
        int limit = in.number("Limit", 0, 60, 60);
        String after = in.text("NextToken", Shape.PAGE, "");
        List<ObjectNode> page =
                pool.groups.values().stream()
                        .filter(group -> group.path("GroupName").asText().compareTo(after) > 0)
                        .limit(limit == 0 ? 60 : limit)
                        .toList();
        ObjectNode answer = Json.object();
        answer.set("Groups", Json.nodes(page));
        if (page.size() == limit) {
            answer.put("NextToken", page.getLast().path("GroupName").asText());
        }
        return answer;
    }

    private ObjectNode join(Input in) {
        String name = in.text("GroupName", Shape.GROUP_NAME);
        return users.change(
                in,
                (pool, user) -> {
                    pool.group(name);
                    user.join(name);
                });
    }

    private ObjectNode leave(Input in) {
        String name = in.text("GroupName", Shape.GROUP_NAME);
        return users.change(
                in,
                (pool, user) -> {
                    pool.group(name);
                    user.leave(name);
                });
    }

    private ObjectNode listOf(Input in) {
        ObjectNode answer = Json.object();
        users.change(
                in,
                (pool, user) ->
                        answer.set(
                                "Groups",
                                Json.nodes(user.groups.stream().map(pool::group).toList())));
        return answer;
    }

    private static ObjectNode described(ObjectNode group) {
        ObjectNode answer = Json.object();
        answer.set("Group", group);
        return answer;
    }
}
