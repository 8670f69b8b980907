package dev.usher.tools.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.app.Account;
import dev.usher.app.Belongings;
import dev.usher.app.Premises;
import dev.usher.app.RunningService;
import dev.usher.app.Site;
import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code enqueue --check-pool} against the embedded AWS. */
final class PoolClientTest {
    private static Account account;

    @BeforeAll
    static void start() {
        account = new Account();
        RunningService.pointSdkAt(account);
    }

    @AfterAll
    static void stop() {
        RunningService.forgetSdkSettings();
        account.close();
    }

    @Test
    void those_that_are_taken_are_found_among_more_than_are_asked_at_once() throws Exception {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String username = "person-" + i;
            asked.add(username);
            if (i % 10 == 7) {
                account.cognito.adminCreateUser(r ->
                        r.userPoolId(account.client.userPoolId())
                                .username(username)
                                .messageAction("SUPPRESS"));
            }
        }
        try (PoolClient look = PoolClient.open(account.client.userPoolId())) {
            assertThat(look.taken(asked))
                    .containsExactlyInAnyOrder("person-7", "person-17", "person-27", "person-37");
            assertThat(look.rules().problem(Secret.of("Short-1"))).isPresent();
        }
    }

    @Test
    void a_missing_pool_is_reported_with_the_fix() {
        assertThatThrownBy(() -> PoolClient.open("us-east-1_NoSuch123"))
                .isInstanceOf(CommandException.class)
                .hasMessageContainingAll(
                        "DescribeUserPool on us-east-1_NoSuch123",
                        "ResourceNotFoundException",
                        "USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_that_disappears_meanwhile_ends_the_check_without_quoting_a_user() {
        try (EmbeddedAws aws = EmbeddedAws.start(Options.standard().withQuotas(false));
                Premises other = new Premises(Site.emulator(aws.endpoint()), Belongings.left())) {
            RunningService.pointSdkAt(other);
            try (PoolClient look = PoolClient.open(other.client.userPoolId())) {
                other.cognito.deleteUserPool(r -> r.userPoolId(other.client.userPoolId()));
                assertThatThrownBy(() -> look.taken(List.of("ann@example.com")))
                        .isInstanceOf(CommandException.class)
                        .hasMessageStartingWith("AdminGetUser failed: ResourceNotFoundException")
                        .message()
                        .doesNotContain("ann@example.com");
            }
        } finally {
            RunningService.pointSdkAt(account);
        }
    }
}
