package dev.usher.batch;

import dev.usher.flow.Limits;
import dev.usher.flow.PoolRules;
import java.util.function.Predicate;

/**
 * What the worker will hold the requests to.
 *
 * @param limits USHER_GROUPS and USHER_ATTRIBUTES
 * @param replyQueues whether a {@code replyTo} may be asked for
 * @param pool {@link PoolRules#UNKNOWN} where nobody looked
 */
public record Terms(Limits limits, Predicate<String> replyQueues, PoolRules pool) {
    Terms withPool(PoolRules rules) {
        return new Terms(limits, replyQueues, rules);
    }
}
