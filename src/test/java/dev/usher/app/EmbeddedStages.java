package dev.usher.app;

import dev.usher.local.EmbeddedAws;
import dev.usher.local.Options;
import java.util.List;
import java.util.Map;

/** The stages of this process alone. */
final class EmbeddedStages {
    /** Of ElasticMQ, which is in each of them. */
    private static final Map<Ability, String> LACKING =
            Map.of(
                    Ability.EXACT_FLIGHTS,
                    "ElasticMQ hands up to a batch to a poll that was given up, and keeps it hidden"
                            + " until its visibility timeout ends");

    private EmbeddedStages() {}

    static Stage embedded() {
        return new Stage("embedded", new Account(), Map.of(), LACKING, List.of());
    }

    /** SQS and Secrets Manager at one endpoint, user pools at another, as beside LocalStack. */
    static Stage split() {
        EmbeddedAws queues = EmbeddedAws.start(unlimited());
        EmbeddedAws pools = EmbeddedAws.start(unlimited());
        Site site = Site.emulator(queues.endpoint()).withCognitoAt(pools.endpoint());
        return new Stage(
                "split",
                new Premises(site, Belongings.left()),
                Map.of(),
                LACKING,
                List.of(queues, pools));
    }

    /** Cognito's quotas are no part of the scenarios. */
    static Options unlimited() {
        return Options.standard().withQuotas(false);
    }
}
