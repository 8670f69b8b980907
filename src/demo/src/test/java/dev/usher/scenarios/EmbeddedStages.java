package dev.usher.scenarios;

import dev.usher.app.Belongings;
import dev.usher.app.Premises;
import dev.usher.app.Site;
import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
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

    /** Removes what it made, as the stages do that are elsewhere, and has an account kept of it. */
    static TestStage embedded() {
        EmbeddedAws aws = EmbeddedAws.start(unlimited());
        return new TestStage(
                "embedded",
                new Premises(
                        Site.emulator(aws.endpoint()),
                        Belongings.removed(
                                "embedded-", Map.of("usher-stage", "embedded"), _ -> {})),
                Map.of(),
                LACKING,
                List.of(aws, new StageAudit(aws)));
    }

    /** SQS and Secrets Manager at one endpoint, user pools at another, as beside LocalStack. */
    static TestStage split() {
        EmbeddedAws queues = EmbeddedAws.start(unlimited());
        EmbeddedAws pools = EmbeddedAws.start(unlimited());
        Site site = Site.emulator(queues.endpoint()).withCognitoAt(pools.endpoint());
        return new TestStage(
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
