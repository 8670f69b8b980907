package dev.usher.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.Logged;
import dev.usher.message.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretStoreTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-22T20:00:00Z"));
    private final InstantSource clock = now::get;
    private final Logged logged = Logged.below("dev.usher.secrets");
    private FakeSecretsManager aws;

    @BeforeEach
    void start() throws Exception {
        aws = new FakeSecretsManager();
    }

    @AfterEach
    void stop() {
        logged.close();
        aws.close();
    }

    @Test
    void both_versions_are_read() {
        aws.stages.put("AWSCURRENT", secret(2, "two"));
        aws.stages.put("AWSPREVIOUS", secret(1, null));
        var store = open();
        assertThat(versions(store.versions())).isEqualTo(versions(2, 1));
        assertThat(store.current().version()).isEqualTo(keys(2).version());
        assertThat(store.credentials().getFirst().clientSecret()).isEqualTo(Secret.of("two"));
        assertThat(store.credentials().getLast().clientSecret()).isNull();
    }

    @Test
    void a_rotation_is_seen_on_a_reread_and_the_old_version_is_kept() {
        aws.stages.put("AWSCURRENT", secret(1, "one"));
        var store = open();
        aws.stages.put("AWSPREVIOUS", aws.stages.get("AWSCURRENT"));
        aws.stages.put("AWSCURRENT", secret(2, "two"));
        assertThat(versions(store.versions())).isEqualTo(versions(1));
        pass(SecretStore.MIN_INTERVAL);
        assertThat(versions(store.reread())).isEqualTo(versions(2, 1));
        assertThat(store.credentials().getFirst().clientSecret()).isEqualTo(Secret.of("two"));
    }

    @Test
    void a_client_secret_that_rotates_alone_makes_no_second_key() {
        aws.stages.put("AWSCURRENT", secret(1, "two"));
        aws.stages.put("AWSPREVIOUS", secret(1, "one"));
        var store = open();
        assertThat(store.credentials()).hasSize(2);
        assertThat(store.versions()).hasSize(1);
    }

    @Test
    void however_often_it_is_asked_it_reads_once_in_a_few_seconds() {
        aws.stages.put("AWSCURRENT", secret(1, null));
        var store = open();
        pass(SecretStore.MIN_INTERVAL);
        for (int i = 0; i < 10; i++) {
            store.reread();
        }
        assertThat(aws.reads).hasValue(2);
        pass(SecretStore.MIN_INTERVAL);
        store.reread();
        assertThat(aws.reads).hasValue(3);
    }

    @Test
    void callers_at_the_same_time_share_one_read_and_the_hot_path_waits_for_none()
            throws Exception {
        aws.stages.put("AWSCURRENT", secret(1, null));
        var store = open();
        pass(SecretStore.MIN_INTERVAL);
        aws.gate = new CountDownLatch(1);
        aws.stages.put("AWSCURRENT", secret(2, null));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Keys>>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(callers.submit(store::reread));
            }
            await().until(() -> aws.reads.get() == 2);
            assertThat(versions(store.versions())).isEqualTo(versions(1));
            aws.gate.countDown();
            for (Future<List<Keys>> answer : answers) {
                assertThat(versions(answer.get())).isEqualTo(versions(2));
            }
        }
        assertThat(aws.reads).hasValue(2);
    }

    @Test
    void an_old_one_is_read_again_in_the_background() {
        aws.stages.put("AWSCURRENT", secret(1, null));
        var store = open();
        aws.stages.put("AWSCURRENT", secret(2, null));
        pass(SecretStore.MAX_AGE.minusSeconds(1));
        store.versions();
        assertThat(aws.reads).hasValue(1);
        pass(Duration.ofSeconds(1));
        store.versions();
        await().untilAsserted(() -> assertThat(versions(store.versions())).isEqualTo(versions(2)));
        assertThat(aws.reads).hasValue(2);
    }

    @Test
    void a_reread_that_fails_keeps_what_it_has() {
        aws.stages.put("AWSCURRENT", secret(1, "one"));
        var store = open();
        for (String error : List.of("AccessDeniedException", "InternalServiceError")) {
            aws.errors.put("AWSCURRENT", error);
            pass(SecretStore.MIN_INTERVAL);
            assertThat(versions(store.reread())).isEqualTo(versions(1));
        }
        aws.errors.clear();
        aws.stages.put("AWSCURRENT", "{\"clientSecret\":\"planted\"}");
        pass(SecretStore.MIN_INTERVAL);
        assertThat(versions(store.reread())).isEqualTo(versions(1));
        assertThat(texts())
                .hasSize(3)
                .allMatch(text -> text.contains("stays in use"))
                .noneMatch(text -> text.contains("planted"));
    }

    @Test
    void a_rotation_whose_previous_version_cannot_be_read_forgets_nothing() {
        aws.stages.put("AWSCURRENT", secret(1, null));
        var store = open();
        aws.stages.put("AWSCURRENT", secret(2, null));
        aws.errors.put("AWSPREVIOUS", "InternalServiceError");
        for (int i = 0; i < 2; i++) {
            pass(SecretStore.MIN_INTERVAL);
            assertThat(versions(store.reread())).isEqualTo(versions(2, 1));
        }
    }

    @Test
    void a_malformed_previous_version_is_left_aside_with_a_warning() {
        aws.stages.put("AWSCURRENT", secret(1, null));
        aws.stages.put("AWSPREVIOUS", "{\"temporaryPasswordKey\":\"planted\"}");
        assertThat(versions(open().versions())).isEqualTo(versions(1));
        assertThat(texts()).singleElement().asString().contains("usher/secret", "left aside");
        assertThat(texts()).noneMatch(text -> text.contains("planted"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    planted                                       | valid JSON
                    {"temporaryPasswordKey":"planted              | valid JSON
                    {"clientSecret":"planted","clientSecret":"b"} | no member twice
                    ["planted"]                                   | a JSON object
                    {"clientSecret":"planted"}                    | temporaryPasswordKey
                    {"temporaryPasswordKey":"planted"}            | openssl rand -base64 32
                    {"temporaryPasswordKey":"plantedA\\n"}        | without white space
                    {"temporaryPasswordKey":"p!anted planted"}    | openssl rand -base64 32
                    {"temporaryPasswordKey":7,"x":"planted"}      | openssl rand -base64 32
                    {"temporaryPasswordKey":"planted","clientSecret":["planted"]} | clientSecret
                    {"temporaryPasswordKey":"planted","clientSecret":""} | clientSecret
                    """)
    void a_malformed_one_is_a_clear_refusal_to_start_that_does_not_print_it(
            String secret, String says) {
        aws.stages.put("AWSCURRENT", secret);
        assertThatThrownBy(this::open)
                .isInstanceOf(SecretUnusable.class)
                .hasMessageStartingWith("the secret usher/secret must ")
                .hasMessageContaining(says)
                .hasNoCause()
                .message()
                .doesNotContain("planted", "p!anted");
    }

    @ParameterizedTest
    @CsvSource({
        "ResourceNotFoundException, USHER_SECRET_ID",
        "AccessDeniedException, secretsmanager:GetSecretValue",
        "DecryptionFailure, kms:Decrypt",
        "SomethingNewException, SomethingNewException"
    })
    void an_unreadable_one_is_a_refusal_to_start_that_names_the_fix(String error, String fix) {
        aws.errors.put("AWSCURRENT", error);
        assertThatThrownBy(this::open)
                .isInstanceOf(SecretUnusable.class)
                .hasMessageContaining("usher/secret")
                .hasMessageContaining(fix);
    }

    @Test
    void an_answer_without_any_secret_is_none_of_a_malformed_one() {
        aws.stages.put("AWSCURRENT", FakeSecretsManager.NOTHING);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SecretUnusable.class, e -> assertThat(e.code()).isEqualTo("HTTP 200"))
                .hasMessageContaining("usher/secret could not be read");
    }

    @Test
    void an_unreachable_one_is_a_refusal_to_start_that_names_the_fix() {
        aws.vanish();
        assertThatThrownBy(this::open)
                .isInstanceOf(SecretUnusable.class)
                .hasMessageContaining("AWS_REGION");
    }

    @Test
    void members_of_others_are_none_of_our_business() {
        aws.stages.put("AWSCURRENT", secret(1, null).replace("{", "{\"other\":[1],"));
        assertThat(open().credentials().getFirst().clientSecret()).isNull();
    }

    private SecretStore open() {
        return SecretStore.open(aws.client, "usher/secret", clock);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private List<String> texts() {
        return logged.messages();
    }

    private static List<String> versions(List<Keys> keys) {
        return keys.stream().map(Keys::version).toList();
    }

    private static List<String> versions(int... numbers) {
        return Arrays.stream(numbers).mapToObj(n -> keys(n).version()).toList();
    }

    private static Keys keys(int number) {
        return new Keys(master(number));
    }

    private static byte[] master(int number) {
        byte[] master = new byte[32];
        Arrays.fill(master, (byte) number);
        return master;
    }

    private static String secret(int number, String clientSecret) {
        String key = Base64.getEncoder().encodeToString(master(number));
        return "{\"temporaryPasswordKey\":\""
                + key
                + "\""
                + (clientSecret == null ? "" : ",\"clientSecret\":\"" + clientSecret + "\"")
                + "}";
    }
}
