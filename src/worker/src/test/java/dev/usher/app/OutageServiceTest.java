package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half a minute without Cognito, over HTTP and in real time. */
class OutageServiceTest {
    private static final int REQUESTS = 400;
    private static final Duration LENGTH = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static Account account;

    @BeforeAll
    static void start() {
        account = new Account();
    }

    @AfterAll
    static void stop() {
        account.close();
        RunningService.forgetSdkSettings();
    }

    @Test
    void half_a_minute_of_it_buries_nothing_and_full_speed_is_back_at_once() throws Exception {
        try (Desk desk = new Desk(account, "outage");
                RunningService service = new RunningService(account, desk, folder)) {
            List<String> before = send(desk, 0, REQUESTS / 4);
            before.forEach(desk::await);

            account.aws.faults().set(outage());
            long began = System.nanoTime();
            List<String> during = send(desk, REQUESTS / 4, REQUESTS);
            service.awaitReadiness("503");
            assertThat(service.readiness()).contains("Cognito is out");
            await().atMost(LENGTH.multipliedBy(2))
                    .until(() -> System.nanoTime() - began >= LENGTH.toNanos());
            assertThat(service.readiness()).startsWith("503").contains("Cognito is out");
            assertThat(desk.answered(during)).isZero();

            account.aws.faults().clear();
            long over = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).until(() -> desk.answered(during) > 50);
            long fifty = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - over);
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> desk.answered(during) == during.size());
            long all = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - over);
            System.out.printf(
                    "after the outage: 50 of %d answered within %d ms, all within %d ms%n",
                    during.size(), fifty, all);

            service.awaitReadiness("200");
            assertThat(desk.takeDeadLetters()).isEmpty();
            assertThat(desk.letters())
                    .extracting(Letter::status)
                    .containsOnly("succeeded")
                    .hasSize(REQUESTS);
            assertThat(desk.letters())
                    .extracting(letter -> letter.body().path("attempts").asInt(0))
                    .as("an outage counts no attempt")
                    .containsOnly(1);
            assertThat(account.users("outage-")).hasSize(REQUESTS);
            // Five seconds is what is promised; other work on the machine may cost some more.
            assertThat(fifty).isLessThan(20_000);
        }
    }

    private static List<String> send(Desk desk, int from, int to) {
        return desk.sendAll(
                IntStream.range(from, to).mapToObj(i -> Desk.signUp("outage-" + i)).toList());
    }

    /** Half of it errors, half of it silence; some calls have their effect all the same. */
    private static List<Rule> outage() {
        return List.of(
                        "AdminCreateUser",
                        "AdminGetUser",
                        "AdminInitiateAuth",
                        "AdminRespondToAuthChallenge",
                        "AdminAddUserToGroup",
                        "AdminSetUserPassword",
                        "AdminDeleteUser",
                        "DescribeUserPool",
                        "DescribeUserPoolClient")
                .stream()
                .flatMap(operation ->
                        List.of(
                                rule(operation, Kind.DROP_AFTER, 0.1),
                                rule(operation, Kind.ERROR_AFTER, 0.1),
                                rule(operation, Kind.DROP_BEFORE, 0.4),
                                rule(operation, Kind.ERROR_BEFORE, 1))
                                .stream())
                .toList();
    }

    private static Rule rule(String operation, Kind kind, double probability) {
        return new Rule(
                operation, kind, "InternalErrorException", 500, probability, Integer.MAX_VALUE);
    }
}
