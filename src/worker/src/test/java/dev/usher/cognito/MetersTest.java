package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.Outage;
import dev.usher.flow.TransientFault;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;

/** What is measured of Cognito's calls. */
class MetersTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<SdkException> faults = new ArrayDeque<>();
    private boolean down;
    private final Outages outages = outages();
    private final Calls calls = calls();

    /** What probes meet. */
    private final class Client implements CognitoIdentityProviderClient {
        @Override
        public AdminCreateUserResponse adminCreateUser(AdminCreateUserRequest request) {
            if (down) {
                throw SdkClientException.create("nobody answers");
            }
            return AdminCreateUserResponse.builder().build();
        }

        @Override
        public AdminGetUserResponse adminGetUser(AdminGetUserRequest request) {
            return AdminGetUserResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private Probe probe() {
        return new Probe(new Client(), new UserPool("pool", "client"), secret());
    }

    private static ClientSecret secret() {
        return new ClientSecret("client", List::of, List::of);
    }

    private Outages outages() {
        return new Outages(probe(), () -> Instant.EPOCH);
    }

    private Calls calls() {
        Pace pace = new Pace(Map.of(), InstantSource.system(), Thread::sleep, new Random(1));
        return new Calls(
                pace.pacers(), secret(), new Calls.Doubts(probe(), outages), meters, () -> 0);
    }

    private Calls.Answer<String> call(Operation operation) {
        return calls.<String>call(
                operation,
                Calls.Caller.NOBODY,
                () -> {
                    if (faults.isEmpty()) {
                        return "";
                    }
                    throw faults.pop();
                });
    }

    private void fault(int times, String code, int status) {
        for (int i = 0; i < times; i++) {
            faults.add(
                    CognitoIdentityProviderException.builder()
                            .statusCode(status)
                            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                            .build());
        }
    }

    @Test
    void every_operation_and_category_is_there_before_the_first_call() {
        for (Operation operation : Operation.values()) {
            for (String result : List.of("ok", "TooManyRequestsException", "NoAnswer")) {
                assertThat(calls(operation.apiName(), result)).isZero();
            }
            assertThat(duration(operation.apiName()).count()).isZero();
            assertThat(open(operation.apiName())).isZero();
        }
        for (Category category : Category.values()) {
            assertThat(throttled(category)).isZero();
            for (Traffic traffic : Traffic.values()) {
                String lane = traffic.name().toLowerCase(Locale.ROOT);
                assertThat(wait(category, lane).count()).isZero();
                assertThat(
                                meters.get("usher.pacer.waiting")
                                        .tags("category", category.name(), "lane", lane)
                                        .gauge()
                                        .value())
                        .isZero();
            }
        }
    }

    @Test
    void calls_are_timed_and_the_throttled_counted_by_their_category() {
        fault(2, "TooManyRequestsException", 400);
        fault(1, "SlowDown", 503);
        assertThat(call(Operation.ADMIN_GET_USER)).isInstanceOf(Calls.Answer.Done.class);
        assertThat(throttled(Category.USER_READ)).isEqualTo(3);
        assertThat(throttled(Category.USER_CREATION)).isZero();
        assertThat(duration("AdminGetUser").count()).isEqualTo(4);
        assertThat(duration("AdminGetUser").totalTime(TimeUnit.MILLISECONDS)).isPositive();
        assertThat(wait(Category.USER_READ, "interactive").count()).isEqualTo(4);
        assertThat(wait(Category.USER_READ, "bulk").count()).isZero();
    }

    @Test
    void codes_of_which_there_is_no_end_are_one_result() {
        fault(1, "Odd9", 500);
        fault(1, "PlantException", 418);
        assertThat(call(Operation.ADMIN_GET_USER)).isInstanceOf(Calls.Answer.Done.class);
        assertThat(calls("AdminGetUser", "other")).isEqualTo(2);
        for (String known :
                List.of(
                        "UsernameExistsException",
                        "NotAuthorizedException",
                        "ThrottlingException",
                        "AccessDeniedException",
                        "InternalErrorException",
                        "NoAnswer",
                        "HTTP 503")) {
            assertThat(Errors.label(known)).isEqualTo(known);
        }
    }

    @Test
    void an_open_breaker_shows_until_it_is_closed() {
        down = true;
        for (int i = 0; i < 13; i++) {
            for (int tries = 0; tries < 4; tries++) {
                faults.add(SdkClientException.create("nobody answers"));
            }
            assertThatThrownBy(() -> call(Operation.ADMIN_CREATE_USER))
                    .isInstanceOfAny(TransientFault.class, Outage.class);
        }
        assertThat(open("AdminCreateUser")).isEqualTo(1);
        assertThat(open("AdminInitiateAuth")).isZero();
        assertThat(calls("AdminCreateUser", "NoAnswer")).isGreaterThanOrEqualTo(50);
        outages.over();
        assertThat(open("AdminCreateUser")).isZero();
    }

    private double calls(String operation, String result) {
        return meters.get("usher.cognito.calls")
                .tags("operation", operation, "result", result)
                .counter()
                .count();
    }

    private Timer duration(String operation) {
        return meters.get("usher.cognito.call.duration").tag("operation", operation).timer();
    }

    private Timer wait(Category category, String lane) {
        return meters.get("usher.pacer.wait")
                .tags("category", category.name(), "lane", lane)
                .timer();
    }

    private double throttled(Category category) {
        return meters.get("usher.cognito.throttled")
                .tag("category", category.name())
                .counter()
                .count();
    }

    private double open(String operation) {
        return meters.get("usher.cognito.breaker.open").tag("operation", operation).gauge().value();
    }
}
