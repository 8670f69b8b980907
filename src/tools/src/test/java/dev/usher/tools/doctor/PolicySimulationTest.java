package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.Shown.queue;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What the policy simulator is to be asked: of policies as they are written. */
final class PolicySimulationTest {
    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final String ARN = "arn:aws:kms:eu-west-1:123456789012:key/" + ID;

    private static ExistingQueue encrypted(String name, String key) {
        return queue(QueueRole.REQUEST, name, Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, key));
    }

    private static List<String> asked(ExistingQueue... queues) {
        return new PolicySimulation("arn:aws:sts::1:assumed-role/usher/t")
                .of(List.of(queues)).stream()
                        .filter(each -> each.subject().startsWith("kms:"))
                        .map(Finding::fix)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {ID, ARN})
    void a_key_is_named_by_its_arn_and_asked_for_by_way_of_sqs(String given) {
        assertThat(asked(encrypted("q", given)))
                .containsExactly(
                        "ask IAM: aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::1:role/usher"
                                + " --action-names kms:Decrypt kms:GenerateDataKey --resource-arns "
                                + ARN
                                + " --context-entries ContextKeyName=kms:ViaService,ContextKeyType=string,"
                                + "ContextKeyValues=sqs.eu-west-1.amazonaws.com");
    }

    @Test
    void one_key_under_two_names_is_asked_for_once() {
        assertThat(asked(encrypted("q", ID), encrypted("r", ARN)))
                .singleElement()
                .asString()
                .containsOnlyOnce(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alias/usher", "arn:aws:kms:eu-west-1:123456789012:alias/usher"})
    void the_key_behind_an_alias_is_found_first(String alias) {
        assertThat(asked(encrypted("q", alias)))
                .singleElement()
                .asString()
                .contains(
                        "--resource-arns $(aws kms describe-key --region eu-west-1 --key-id "
                                + alias
                                + " --query KeyMetadata.Arn --output text) --context-entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alias/aws/sqs", "arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs"})
    void the_key_that_is_sqs_s_own_needs_no_grant(String alias) {
        assertThat(asked(encrypted("q", alias))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "aws-cn, cn-north-1, sqs.cn-north-1.amazonaws.com.cn",
        "aws-us-gov, us-gov-west-1, sqs.us-gov-west-1.amazonaws.com",
        "aws, elasticmq, sqs.elasticmq.amazonaws.com"
    })
    void every_partition_has_its_own_name_of_sqs(String partition, String region, String via) {
        ExistingQueue queue =
                queue(
                        QueueRole.REPLY,
                        "q",
                        Map.of(
                                QueueAttributeName.KMS_MASTER_KEY_ID,
                                ID,
                                QueueAttributeName.QUEUE_ARN,
                                "arn:%s:sqs:%s:1:q".formatted(partition, region)));
        assertThat(asked(queue))
                .singleElement()
                .asString()
                .contains(" arn:%s:kms:%s:1:key/%s ".formatted(partition, region, ID))
                .endsWith("=" + via);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "q", "arn:aws:sqs::1:q"})
    void a_queue_without_a_whole_arn_leaves_its_key_out(String arn) {
        ExistingQueue queue =
                queue(
                        QueueRole.REPLY,
                        "q",
                        Map.of(
                                QueueAttributeName.KMS_MASTER_KEY_ID,
                                ID,
                                QueueAttributeName.QUEUE_ARN,
                                arn));
        assertThat(asked(queue)).isEmpty();
    }
}
