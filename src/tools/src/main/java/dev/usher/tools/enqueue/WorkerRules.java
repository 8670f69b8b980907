package dev.usher.tools.enqueue;

import dev.usher.flow.AllowedMembers;
import dev.usher.flow.PoolRules;
import dev.usher.message.Failure;
import dev.usher.message.Request;
import dev.usher.message.Request.SignUp;
import dev.usher.settings.QueueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The worker's rules for requests.
 *
 * @param limits USHER_GROUPS and USHER_ATTRIBUTES
 * @param replyQueues whether a {@code replyTo} is allowed
 * @param pool {@link PoolRules#UNKNOWN} if the pool was not read
 */
public record WorkerRules(AllowedMembers limits, Predicate<String> replyQueues, PoolRules pool) {
    /** The rules of the settings. */
    public static WorkerRules of(QueueSettings settings) {
        return new WorkerRules(
                new AllowedMembers(settings.groups()::allows, settings.attributes()::allows),
                settings::mayReplyTo,
                PoolRules.UNKNOWN);
    }

    WorkerRules withPool(PoolRules rules) {
        return new WorkerRules(limits, replyQueues, rules);
    }

    /** Why the worker would refuse a readable request, one sentence per problem. */
    List<String> problems(Request request) {
        List<String> problems = new ArrayList<>();
        if (request instanceof SignUp signUp) {
            limits.refuse(signUp).map(Failure::message).ifPresent(problems::add);
        }
        String replyTo = request.envelope().replyTo();
        if (replyTo != null && !replyQueues.test(replyTo)) {
            problems.add("/replyTo is not one of USHER_REPLY_QUEUES");
        }
        if (request instanceof SignUp signUp) {
            refuseByPool(signUp, problems);
        }
        return problems;
    }

    private void refuseByPool(SignUp request, List<String> problems) {
        if (request.password() != null) {
            pool.problem(request.password())
                    .map(problem -> "/password: " + problem)
                    .ifPresent(problems::add);
        }
        for (String name : new TreeSet<>(pool.requiredAttributes())) {
            if (!request.attributes().containsKey(name)) {
                problems.add("/attributes/" + name + " is required by the user pool");
            }
        }
    }
}
