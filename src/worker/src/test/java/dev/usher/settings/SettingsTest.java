package dev.usher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of(
                    "USHER_REQUEST_QUEUE", "requests",
                    "USHER_REPLY_QUEUE", "replies",
                    "USHER_USER_POOL_ID", "eu-central-1_abc",
                    "USHER_CLIENT_ID", "client",
                    "USHER_SECRET_ID", "usher/secret");

    @TempDir Path folder;

    @Test
    void the_defaults_are_as_published() {
        assertThat(settings().describe())
                .containsExactly(
                        "USHER_REQUEST_QUEUE=requests",
                        "USHER_REPLY_QUEUE=replies",
                        "USHER_USER_POOL_ID=eu-central-1_abc",
                        "USHER_CLIENT_ID=client",
                        "USHER_SECRET_ID=usher/secret",
                        "USHER_REPLY_QUEUES=",
                        "USHER_GROUPS=",
                        "USHER_ATTRIBUTES=address,birthdate,email,family_name,gender,given_name,"
                                + "locale,middle_name,name,nickname,phone_number,picture,"
                                + "preferred_username,profile,updated_at,website,zoneinfo",
                        "USHER_LEDGER=sqlite:usher-ledger.db",
                        "USHER_LEDGER_RETENTION=30d",
                        "USHER_CONCURRENCY=64",
                        "USHER_VISIBILITY_TIMEOUT=1m",
                        "USHER_POLL_WAIT=20s",
                        "USHER_MAX_ATTEMPTS=5",
                        "USHER_DRAIN_TIMEOUT=25s",
                        "USHER_CREATE_RATE=50",
                        "USHER_AUTH_RATE=120",
                        "USHER_RESPOND_RATE=360",
                        "USHER_HTTP_ADDRESS=127.0.0.1:8080",
                        "USHER_LOG_LEVEL=INFO",
                        "USHER_LOG_USERNAMES=false");
    }

    @Test
    void a_command_that_is_no_worker_needs_only_what_it_uses() {
        assertThat(Settings.queues(Map.of("USHER_BULK_QUEUE", "bulk", "USHER_GROUPS", "staff")))
                .isInstanceOfSatisfying(
                        QueueSettings.Reading.Complete.class,
                        read -> {
                            assertThat(read.settings().bulk()).isEqualTo("bulk");
                            assertThat(read.settings().request()).isNull();
                            assertThat(read.settings().groups().allows("staff")).isTrue();
                            assertThat(read.settings().attributes().allows("email")).isTrue();
                        });
        assertThat(Settings.queues(Map.of("USHER_BULK_QEUE", "bulk", "USHER_REPLY_QUEUE", "a b")))
                .isInstanceOfSatisfying(
                        QueueSettings.Reading.Faulty.class,
                        faulty ->
                                assertThat(faulty.problems())
                                        .hasSize(2)
                                        .anyMatch(each -> each.contains("did you mean")));
    }

    @Test
    void a_reply_queue_may_be_asked_for_by_its_name_however_it_is_listed() {
        var read =
                (QueueSettings.Reading.Complete)
                        Settings.queues(
                                Map.of(
                                        "USHER_REPLY_QUEUE",
                                        "https://sqs.eu-central-1.amazonaws.com/1/out",
                                        "USHER_REPLY_QUEUES",
                                        "crm,arn:aws:sqs:eu-central-1:1:shop"));
        for (String name : List.of("out", "crm", "shop", "arn:aws:sqs:eu-central-1:1:shop")) {
            assertThat(read.settings().mayReplyTo(name)).as(name).isTrue();
        }
        assertThat(read.settings().mayReplyTo("elsewhere")).isFalse();
    }

    @Test
    void every_setting_can_be_given() {
        var settings =
                settings(
                        "USHER_REQUEST_QUEUE",
                        "arn:aws:sqs:eu-central-1:123456789012:in.fifo",
                        "USHER_REPLY_QUEUE",
                        "https://sqs.eu-central-1.amazonaws.com/1/out",
                        "USHER_BULK_QUEUE",
                        "bulk",
                        "USHER_REPLY_QUEUES",
                        "crm, shop",
                        "USHER_DEAD_LETTER_QUEUE",
                        "dead",
                        "USHER_GROUPS",
                        "staff,guests",
                        "USHER_ATTRIBUTES",
                        "*",
                        "USHER_LEDGER",
                        "dynamodb:usher",
                        "USHER_LEDGER_RETENTION",
                        "P14D",
                        "USHER_CONCURRENCY",
                        "8",
                        "USHER_VISIBILITY_TIMEOUT",
                        "12h",
                        "USHER_POLL_WAIT",
                        "0s",
                        "USHER_MAX_ATTEMPTS",
                        "1",
                        "USHER_DRAIN_TIMEOUT",
                        "250ms",
                        "USHER_CREATE_RATE",
                        "0.5",
                        "USHER_AUTH_RATE",
                        "1000",
                        "USHER_RESPOND_RATE",
                        "3.25",
                        "USHER_HTTP_ADDRESS",
                        "[::1]:0",
                        "USHER_LOG_LEVEL",
                        "DEBUG",
                        "USHER_LOG_USERNAMES",
                        "true");
        assertThat(settings.queues())
                .isEqualTo(
                        new Settings.QueueNames(
                                "arn:aws:sqs:eu-central-1:123456789012:in.fifo",
                                "bulk",
                                "https://sqs.eu-central-1.amazonaws.com/1/out",
                                List.of("crm", "shop"),
                                "dead",
                                Duration.ofHours(12),
                                Duration.ZERO));
        assertThat(settings.pool().groups().allows("guests")).isTrue();
        assertThat(settings.pool().groups().allows("Guests")).isFalse();
        assertThat(settings.pool().attributes().allows("custom:anything")).isTrue();
        assertThat(settings.pool().rates()).isEqualTo(new Settings.Rates(0.5, 1000, 3.25));
        assertThat(settings.ledger())
                .isEqualTo(new LedgerSetting.DynamoDb("usher", Duration.ofDays(14)));
        assertThat(settings.work()).isEqualTo(new Settings.Work(8, 1, Duration.ofMillis(250)));
        assertThat(settings.observation())
                .isEqualTo(new Settings.Observation(new ListenAddress("::1", 0), "DEBUG", true));
    }

    @Test
    void what_is_described_can_be_given_again() {
        var settings = settings("USHER_ATTRIBUTES", "*", "USHER_DRAIN_TIMEOUT", "1500ms");
        Map<String, String> environment = new HashMap<>();
        settings.describe()
                .forEach(line ->
                        environment.put(
                                line.substring(0, line.indexOf('=')),
                                line.substring(line.indexOf('=') + 1)));
        assertThat(Settings.from(environment)).isEqualTo(new SettingsResult.Complete(settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"clientSecret\":\"hush\",\"temporaryPasswordKey\":\"hush\"}",
                "a hush of words"
            })
    void a_secret_in_the_place_of_its_name_is_refused_and_not_repeated(String secret) {
        assertThat(problems("USHER_SECRET_ID", secret))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem)
                                .startsWith("USHER_SECRET_ID must be a secret's name or ARN")
                                .doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usher",
                "prod/usher_1+x=y.z@home-2",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:usher-AbCdEf",
                "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:rds!a-b"
            })
    void a_secret_has_a_name_or_an_ARN(String id) {
        assertThat(settings("USHER_SECRET_ID", id).secretId()).isEqualTo(id);
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThat(
                        problems(
                                "USHER_REQUEST_QUEU", "requests",
                                "USHER_REQUEST_QUEUE", null,
                                "USHER_CLIENT_ID", "",
                                "USHER_CONCURRENCY", "many",
                                "USHER_POLL_WAIT", "21s"))
                .containsExactly(
                        "'USHER_REQUEST_QUEU' is no setting; did you mean USHER_REQUEST_QUEUE?",
                        "USHER_REQUEST_QUEUE is required",
                        "USHER_POLL_WAIT must be a duration from 0s to 20s, written like 250ms,"
                                + " 25s, 5m, 2h, 30d or PT25S, not '21s'",
                        "USHER_CLIENT_ID is empty: give it a value, or leave it out",
                        "USHER_CONCURRENCY must be a whole number from 1 to 1000, not 'many'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    USHER_CONCURRENCY        | 0
                    USHER_CONCURRENCY        | 1001
                    USHER_CONCURRENCY        | 1e2
                    USHER_CONCURRENCY        | ` 64`
                    USHER_VISIBILITY_TIMEOUT | 9s
                    USHER_VISIBILITY_TIMEOUT | 10500ms
                    USHER_VISIBILITY_TIMEOUT | 721m
                    USHER_VISIBILITY_TIMEOUT | 60
                    USHER_POLL_WAIT          | -1s
                    USHER_POLL_WAIT          | PT-1S
                    USHER_POLL_WAIT          | 500ms
                    USHER_MAX_ATTEMPTS       | 0
                    USHER_DRAIN_TIMEOUT      | forever
                    USHER_CREATE_RATE        | 0
                    USHER_AUTH_RATE          | NaN
                    USHER_AUTH_RATE          | -1
                    USHER_RESPOND_RATE       | 1d
                    USHER_HTTP_ADDRESS       | 8080
                    USHER_HTTP_ADDRESS       | localhost:65536
                    USHER_HTTP_ADDRESS       | ::1:8080
                    USHER_LOG_LEVEL          | info
                    USHER_LOG_LEVEL          | TRACE
                    USHER_LOG_USERNAMES      | yes
                    USHER_LEDGER             | sqlite:
                    USHER_LEDGER             | sqlite:a.db?journal_mode=OFF
                    USHER_LEDGER             | dynamodb:
                    USHER_LEDGER             | usher.db
                    USHER_LEDGER_RETENTION   | 0s
                    USHER_REQUEST_QUEUE      | my queue
                    USHER_REQUEST_QUEUE      | replies
                    USHER_BULK_QUEUE         | requests
                    USHER_BULK_QUEUE         | ``
                    USHER_REPLY_QUEUES       | a,,b
                    USHER_GROUPS             | *
                    USHER_ATTRIBUTES         | email,*
                    USHER_ATTRIBUTES         | email,sub
                    USHER_CONFIG             | no/such/file
                    USHER_NONSENSE           | x
                    usher_groups             | x
                    USHER.GROUPS             | x
                    """)
    void a_wrong_value_is_one_problem_that_names_its_setting(String name, String value) {
        assertThat(problems(name, value)).singleElement().asString().contains(name);
    }

    @Test
    void no_setting_of_others_is_taken_for_a_misspelt_one() {
        settings(
                "USHER_SERVICE_HOST", "10.0.0.1",
                "USHER_SERVICE_PORT", "8080",
                "USHER_SERVICE_PORT_HTTP", "8080",
                "USHER_PORT", "tcp://10.0.0.1:8080",
                "USHER_PORT_8080_TCP_ADDR", "10.0.0.1",
                "USHER_JAVA_OPTIONS", "-Xmx128m",
                "USHERS", "x",
                "AWS_REGION", "eu-central-1");
    }

    @Test
    void the_environment_wins_over_the_file() throws Exception {
        String file =
                file(
                        """
                        # the shop's worker
                        usher.request.queue = from-file
                        usher.groups = staff, g\u00e4ste
                        """);
        var settings = settings("USHER_CONFIG", file);
        assertThat(settings.queues().request()).isEqualTo("requests");
        assertThat(settings.pool().groups().allows("g\u00e4ste")).isTrue();
    }

    @Test
    void a_file_is_held_to_the_known_keys() throws Exception {
        String file =
                file(
                        """
                        usher.replyqueue = r
                        usher.groups = a
                        usher.groups = b
                        usher.config = other
                        USHER_CONCURRENCY = 1
                        colour = red
                        """);
        assertThat(problems("USHER_CONFIG", file))
                .containsExactly(
                        file + ": usher.groups is there twice",
                        file
                                + ": 'USHER_CONCURRENCY' is no setting; did you mean"
                                + " usher.concurrency?",
                        file + ": 'colour' is no setting",
                        file + ": usher.config cannot stand in the file",
                        file
                                + ": 'usher.replyqueue' is no setting; did you mean usher.reply.queue?");
    }

    @Test
    void an_unreadable_file_is_a_problem() throws Exception {
        assertThat(problems("USHER_CONFIG", file("usher.groups = \\u12")))
                .singleElement()
                .asString()
                .contains("no readable properties file");
        assertThat(problems("USHER_CONFIG", folder.toString()))
                .singleElement()
                .asString()
                .contains("no readable properties file");
    }

    private String file(String text) throws Exception {
        return Files.writeString(folder.resolve("usher.properties"), text).toString();
    }

    private static Settings settings(String... pairs) {
        var loaded = Settings.from(environment(pairs));
        assertThat(loaded).isInstanceOf(SettingsResult.Complete.class);
        return ((SettingsResult.Complete) loaded).settings();
    }

    private static List<String> problems(String... pairs) {
        var loaded = Settings.from(environment(pairs));
        assertThat(loaded).isInstanceOf(SettingsResult.Faulty.class);
        return ((SettingsResult.Faulty) loaded).problems();
    }

    /** What is required, and these on top; a null takes one away. */
    private static Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                environment.remove(pairs[i]);
            } else {
                environment.put(pairs[i], pairs[i + 1]);
            }
        }
        return environment;
    }
}
