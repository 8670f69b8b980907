package dev.usher.emulator.cognito;

import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Aws;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Request quotas. */
class QuotaTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws(options -> options);
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void a_category_holds_one_second_of_requests_and_fills_steadily() {
        aws.clock.pass(Duration.ofSeconds(10));
        var pool = aws.pool(request -> {});
        for (int i = 0; i < 50; i++) {
            aws.create(pool, Aws.name());
        }
        refused(() -> aws.create(pool, "late"), "TooManyRequestsException", "Rate exceeded");
        aws.clock.pass(Duration.ofMillis(20));
        aws.create(pool, Aws.name());
        refused(() -> aws.create(pool, "late"), "TooManyRequestsException", "Rate exceeded");
        assertThat(aws.cognito.listUsers(r -> r.userPoolId(pool)).users()).hasSize(51);
    }

    @Test
    void categories_do_not_share_and_rates_can_be_set() {
        aws.clock.pass(Duration.ofSeconds(10));
        var pool = aws.pool(request -> {});
        aws.create(pool, "ada");
        aws.embedded.cognito().quotas().rate(Quotas.Category.USER_READ, 1);
        aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("ada"));
        refused(
                () -> aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("ada")),
                "TooManyRequestsException",
                "");
        aws.create(pool, "bob");
        aws.embedded.cognito().quotas().hold(false);
        aws.cognito.adminGetUser(r -> r.userPoolId(pool).username("ada"));
        aws.embedded.cognito().quotas().hold(true);
        aws.embedded
                .cognito()
                .quotas()
                .rate(Quotas.Category.USER_READ, Quotas.Category.USER_READ.standard());
    }

    @Test
    void the_rates_are_those_of_aws() {
        assertThat(Quotas.Category.USER_CREATION.standard()).isEqualTo(50);
        assertThat(Quotas.Category.USER_AUTHENTICATION.standard()).isEqualTo(120);
        assertThat(Quotas.Category.RESPOND_TO_AUTH_CHALLENGE.standard()).isEqualTo(360);
        assertThat(Quotas.Category.USER_READ.standard()).isEqualTo(120);
        assertThat(Quotas.Category.USER_ACCOUNT_RECOVERY.standard()).isEqualTo(30);
        assertThat(Quotas.Category.USER_UPDATE.standard()).isEqualTo(25);
    }
}
