package dev.usher.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.app.Belongings;
import dev.usher.emulator.EmbeddedAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

class StagesTest {
    private final List<String> diary = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    @Test
    void without_a_choice_nothing_is_played_that_leaves_this_machine() {
        assertThat(StageChoice.chosen(null))
                .containsExactly(StageChoice.EMBEDDED, StageChoice.LOCALSTACK, StageChoice.FLOCI);
        assertThat(StageChoice.chosen("aws")).containsExactly(StageChoice.AWS);
    }

    @Test
    void a_stage_that_there_is_not_is_told_with_those_that_there_are() {
        assertThatThrownBy(() -> StageChoice.chosen("AWS"))
                .hasMessageContaining("-Dusher.stage=AWS")
                .hasMessageContaining("embedded, localstack, floci, split, endpoint, aws");
    }

    @Test
    void user_pools_may_be_at_another_endpoint_than_queues_and_secrets() {
        try (TestStage stage = EmbeddedStages.split()) {
            EmbeddedAws queues = (EmbeddedAws) stage.behind().getFirst();
            EmbeddedAws pools = (EmbeddedAws) stage.behind().getLast();
            assertThat(queues.callCounts()).containsOnlyKeys("CreateSecret");
            assertThat(pools.callCounts())
                    .containsOnlyKeys("CreateUserPool", "CreateGroup", "CreateUserPoolClient");
            assertThat(stage.premises().environment())
                    .containsEntry("AWS_ENDPOINT_URL", queues.endpoint().toString())
                    .containsEntry(
                            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
                            pools.endpoint().toString());
        }
    }

    @Test
    void what_was_made_is_removed_the_last_first() {
        try (Belongings belongings = removed()) {
            assertThat(belongings.prefix()).isEqualTo("p-");
            belongings.made("pool", () -> gone.add("pool"));
            belongings.made("queue", () -> gone.add("queue"));
        }
        assertThat(gone).containsExactly("queue", "pool");
        assertThat(diary)
                .containsExactly("made pool", "made queue", "removed queue", "removed pool");
    }

    @Test
    void what_can_not_be_removed_is_named_and_holds_up_nothing_else() {
        Belongings belongings = removed();
        belongings.made("pool", () -> gone.add("pool"));
        belongings.made(
                "queue",
                () -> {
                    throw refusal("AccessDenied");
                });
        belongings.made(
                "secret",
                () -> {
                    throw refusal("ResourceNotFoundException");
                });
        assertThatThrownBy(belongings::close)
                .isInstanceOf(AssertionError.class)
                .hasMessage("could not be removed: queue");
        assertThat(gone).containsExactly("pool");
        assertThat(diary).contains("STILL THERE: queue, for AccessDenied", "gone already: secret");
    }

    @Test
    void what_is_made_while_all_is_being_removed_goes_at_once() {
        Belongings belongings = removed();
        belongings.close();
        belongings.made("queue", () -> gone.add("queue"));
        assertThat(gone).containsExactly("queue");
    }

    private Belongings removed() {
        return Belongings.removed("p-", Map.of(), diary::add);
    }

    private static RuntimeException refusal(String code) {
        return SqsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
