package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.CognitoOutage;
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
    private final OutageDetector outageDetector = outages();
    private final CognitoCalls cognitoCalls = calls();

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

    private OutageProbe probe() {
        return new OutageProbe(new Client(), new PoolIds("pool", "client"), secret());
    }

    private static ClientSecret secret() {
        return new ClientSecret("client", List::of, List::of);
    }

    private OutageDetector outages() {
        return new OutageDetector(probe(), () -> Instant.EPOCH);
    }

    private CognitoCalls calls() {
        PacerConfig pacerConfig =
                new PacerConfig(Map.of(), InstantSource.system(), Thread::sleep, new Random(1));
        return new CognitoCalls(
                pacerConfig.pacers(),
                secret(),
                new CognitoCalls.Doubts(probe(), outageDetector),
                meters,
                () -> 0);
    }

    private CognitoCalls.Answer<String> call(CognitoOperation cognitoOperation) {
        return cognitoCalls.<String>call(
                cognitoOperation,
                CognitoCalls.Caller.NO_REQUEST,
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
        for (CognitoOperation cognitoOperation : CognitoOperation.values()) {
            for (String result : List.of("ok", "TooManyRequestsException", "NoAnswer")) {
                assertThat(calls(cognitoOperation.apiName(), result)).isZero();
            }
            assertThat(duration(cognitoOperation.apiName()).count()).isZero();
            assertThat(open(cognitoOperation.apiName())).isZero();
        }
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            assertThat(throttled(quotaCategory)).isZero();
            for (TrafficClass trafficClass : TrafficClass.values()) {
                String lane = trafficClass.name().toLowerCase(Locale.ROOT);
                assertThat(wait(quotaCategory, lane).count()).isZero();
                assertThat(
                                meters.get("usher.pacer.waiting")
                                        .tags("category", quotaCategory.name(), "lane", lane)
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
        assertThat(call(CognitoOperation.ADMIN_GET_USER))
                .isInstanceOf(CognitoCalls.Answer.Done.class);
        assertThat(throttled(QuotaCategory.USER_READ)).isEqualTo(3);
        assertThat(throttled(QuotaCategory.USER_CREATION)).isZero();
        assertThat(duration("AdminGetUser").count()).isEqualTo(4);
        assertThat(duration("AdminGetUser").totalTime(TimeUnit.MILLISECONDS)).isPositive();
        assertThat(wait(QuotaCategory.USER_READ, "interactive").count()).isEqualTo(4);
        assertThat(wait(QuotaCategory.USER_READ, "bulk").count()).isZero();
    }

    @Test
    void codes_of_which_there_is_no_end_are_one_result() {
        fault(1, "Odd9", 500);
        fault(1, "PlantException", 418);
        assertThat(call(CognitoOperation.ADMIN_GET_USER))
                .isInstanceOf(CognitoCalls.Answer.Done.class);
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
            assertThat(CognitoErrors.label(known)).isEqualTo(known);
        }
    }

    @Test
    void an_open_breaker_shows_until_it_is_closed() {
        down = true;
        for (int i = 0; i < 13; i++) {
            for (int tries = 0; tries < 4; tries++) {
                faults.add(SdkClientException.create("nobody answers"));
            }
            assertThatThrownBy(() -> call(CognitoOperation.ADMIN_CREATE_USER))
                    .isInstanceOfAny(TransientFault.class, CognitoOutage.class);
        }
        assertThat(open("AdminCreateUser")).isEqualTo(1);
        assertThat(open("AdminInitiateAuth")).isZero();
        assertThat(calls("AdminCreateUser", "NoAnswer")).isGreaterThanOrEqualTo(50);
        outageDetector.over();
        assertThat(open("AdminCreateUser")).isZero();
    }

    private double calls(String cognitoOperation, String result) {
        return meters.get("usher.cognito.calls")
                .tags("operation", cognitoOperation, "result", result)
                .counter()
                .count();
    }

    private Timer duration(String cognitoOperation) {
        return meters.get("usher.cognito.call.duration").tag("operation", cognitoOperation).timer();
    }

    private Timer wait(QuotaCategory quotaCategory, String lane) {
        return meters.get("usher.pacer.wait")
                .tags("category", quotaCategory.name(), "lane", lane)
                .timer();
    }

    private double throttled(QuotaCategory quotaCategory) {
        return meters.get("usher.cognito.throttled")
                .tag("category", quotaCategory.name())
                .counter()
                .count();
    }

    private double open(String cognitoOperation) {
        return meters.get("usher.cognito.breaker.open")
                .tag("operation", cognitoOperation)
                .gauge()
                .value();
    }
}
