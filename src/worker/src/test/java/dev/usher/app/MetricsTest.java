package dev.usher.app;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a worker with two lanes has on its metrics, and whether the page of them says so. */
class MetricsTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z_*]+)` \\| (\\w*) ?\\| ([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("\\b(?:usher|messaging)_\\w+\\b");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    @TempDir private static Path folder;

    private static String page;
    private static Scrape first;
    private static Scrape later;
    private static String idle;
    private static String text;
    private static String alive;
    private static List<Letter> letters;

    private record Row(String kind, Set<String> labels) {}

    @BeforeAll
    static void work() throws Exception {
        page = Files.readString(Path.of("docs/metrics.md"));
        try (Account account = new Account();
                Desk desk = new Desk(account, "metrics");
                RunningService service =
                        new RunningService(
                                account,
                                desk,
                                folder,
                                "USHER_BULK_QUEUE",
                                "metrics-bulk",
                                "USHER_MAX_ATTEMPTS",
                                "1")) {
            service.awaitReadiness("200");
            idle = metrics(service);
            first = Scrape.of(idle);
            exercise(account, desk);
            await().until(() -> Scrape.of(metrics(service)).sum("usher_in_hand") == 0);
            text = metrics(service);
            later = Scrape.of(text);
            alive = service.page("/livez");
            letters = desk.letters();
            measure(service);
        }
    }

    @AfterAll
    static void forget() {
        RunningService.forgetSdkSettings();
    }

    private static String metrics(RunningService service) throws Exception {
        String answer = service.page("/metrics");
        assertThat(answer).startsWith("200 ");
        return answer.substring(4);
    }

    private static void measure(RunningService service) throws Exception {
        long from = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            text = metrics(service);
        }
        System.out.printf(
                "a scrape: %d lines, %d KiB, %.1f ms%n",
                text.lines().count(), text.length() >> 10, (System.nanoTime() - from) / 20e6);
    }

    private static void exercise(Account account, Desk desk) {
        Letter ada = desk.ask(Desk.signUp("ada-id").put("username", "ada-name"));
        assertThat(desk.ask(Desk.signUp("ada-id").put("username", "ada-name")).status())
                .isEqualTo("succeeded");
        desk.await(desk.sendAll(desk.bulk, List.of(Desk.signUp("bob-id"))).getFirst());
        desk.ask(signIn("wrong-id", "ada-name", "Wr0ng-password-plant"));
        desk.ask(Desk.signUp("weak-id").put("password", "short-plant"));
        desk.ask(Desk.signUp("odd-id").put("type", "plant-type"));
        desk.ask("no JSON plant");
        String username = ada.body().path("user").path("username").asString("");
        desk.ask(
                Desk.request("refresh", "fresh-id")
                        .put("username", username)
                        .put("refreshToken", ada.token("refreshToken")));
        account.aws
                .faults()
                .add(
                        Rule.next("AdminCreateUser", Kind.ERROR_BEFORE, 4)
                                .withError("Odd9Plant", 500));
        assertThat(desk.ask(Desk.signUp("dead-id")).code()).isEqualTo("RETRIES_EXHAUSTED");
        account.aws
                .faults()
                .add(
                        Rule.next("AdminCreateUser", Kind.ERROR_BEFORE, 1)
                                .withError("TooManyRequestsException", 400));
        desk.ask(Desk.signUp("throttled-id"));
    }

    private static ObjectNode signIn(String id, String username, String password) {
        return Desk.request("signin", id).put("username", username).put("password", password);
    }

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (MatchResult row : ROW.matcher(page).results().toList()) {
            Set<String> labels =
                    WORD.matcher(row.group(3))
                            .results()
                            .map(each -> each.group(1))
                            .collect(toSet());
            rows.put(row.group(1), new Row(row.group(2), labels));
        }
        return rows;
    }

    @Test
    void the_page_and_the_scrape_have_the_same_families() {
        Set<String> told = new HashSet<>(rows().keySet());
        Set<String> prefixes =
                told.stream()
                        .filter(name -> name.endsWith("*"))
                        .map(name -> name.replace("*", ""))
                        .collect(toSet());
        told.removeIf(name -> name.endsWith("*"));
        assertThat(prefixes).containsExactlyInAnyOrder("jvm_", "process_", "system_");
        for (String prefix : prefixes) {
            assertThat(later.kinds().keySet()).anyMatch(family -> family.startsWith(prefix));
        }
        Set<String> others = new HashSet<>(later.kinds().keySet());
        others.removeIf(family -> prefixes.stream().anyMatch(family::startsWith));
        assertThat(told).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void the_page_tells_the_kind_and_the_labels_of_each() {
        rows().forEach((name, row) -> {
            if (!name.endsWith("*")) {
                assertThat(later.kinds().get(name)).as(name).isEqualTo(row.kind());
                assertThat(later.labels(name)).as(name).isEqualTo(row.labels());
            }
        });
    }

    @Test
    void every_metric_that_the_page_speaks_of_is_in_the_scrape() {
        Set<String> known = new HashSet<>(later.kinds().keySet());
        later.samples().forEach(sample -> known.add(sample.name()));
        later.samples().forEach(sample -> known.addAll(sample.labels().keySet()));
        Set<String> named = NAME.matcher(page).results().map(MatchResult::group).collect(toSet());
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    @Test
    void an_idle_worker_has_them_all_from_the_first_scrape() {
        assertThat(first.kinds().keySet())
                .containsAll(
                        later.kinds().keySet().stream()
                                .filter(family -> family.matches("(usher|messaging)_.*"))
                                .toList());
        for (String family : rows().keySet()) {
            if (!family.endsWith("*")) {
                assertThat(first.labels(family)).as(family).isEqualTo(later.labels(family));
            }
        }
        assertThat(first.sum("usher_requests_total")).isZero();
        assertThat(first.sum("usher_dead_letters_total", "code", "STRANDED")).isZero();
        assertThat(first.sum("usher_cognito_throttled_total", "category", "USER_CREATION"))
                .isZero();
        assertThat(first.sum("usher_ready")).isEqualTo(1);
        for (String queue : List.of("metrics", "metrics-bulk")) {
            assertThat(first.sum("usher_in_hand", "queue", queue)).isZero();
            assertThat(first.sum("usher_held", "queue", queue)).isZero();
            assertThat(first.sum("usher_last_poll_age_seconds", "queue", queue)).isLessThan(60);
            assertThat(first.sum("usher_oldest_in_hand_seconds", "queue", queue)).isZero();
            assertThat(
                            first.sum(
                                    "messaging_client_consumed_messages_total",
                                    "messaging_destination_name",
                                    queue))
                    .isZero();
        }
    }

    @Test
    void what_was_done_is_counted() {
        assertThat(requests("signup", "succeeded", "", "false")).isEqualTo(3);
        assertThat(requests("signup", "succeeded", "", "true")).isEqualTo(1);
        assertThat(requests("signin", "failed", "NOT_AUTHORIZED", "false")).isEqualTo(1);
        assertThat(requests("signup", "failed", "INVALID_PASSWORD", "false")).isEqualTo(1);
        assertThat(requests("invalid", "failed", "INVALID_REQUEST", "false")).isEqualTo(2);
        assertThat(requests("refresh", "succeeded", "", "false")).isEqualTo(1);
        assertThat(requests("signup", "failed", "RETRIES_EXHAUSTED", "false")).isEqualTo(1);
        assertThat(later.sum("usher_requests_total")).isEqualTo(letters.size());
        assertThat(later.sum("usher_dead_letters_total", "code", "RETRIES_EXHAUSTED")).isEqualTo(1);
        assertThat(later.sum("usher_dead_letters_total")).isEqualTo(2);
        assertThat(later.sum("usher_cognito_throttled_total", "category", "USER_CREATION"))
                .isEqualTo(1);
        assertThat(later.sum("messaging_process_duration_seconds_count")).isEqualTo(10);
        assertThat(
                        later.sum(
                                "messaging_process_duration_seconds_count",
                                "messaging_destination_name",
                                "metrics-bulk",
                                "outcome",
                                "succeeded"))
                .isEqualTo(1);
        assertThat(later.sum("messaging_client_consumed_messages_total")).isEqualTo(10);
        assertThat(
                        later.sum(
                                "messaging_client_sent_messages_total",
                                "messaging_destination_name",
                                "metrics-replies"))
                .isEqualTo(10);
        assertThat(later.sum("usher_cognito_call_duration_seconds_count"))
                .isEqualTo(later.sum("usher_cognito_calls_total"));
        assertThat(later.sum("usher_pacer_wait_seconds_count", "lane", "bulk")).isPositive();
        assertThat(later.sum("usher_pacer_rate", "category", "USER_CREATION")).isPositive();
        assertThat(
                        later.sum(
                                "messaging_client_operation_duration_seconds_bucket",
                                "messaging_operation_name",
                                "send",
                                "le",
                                "60.0"))
                .isPositive();
    }

    private static double requests(String type, String status, String code, String duplicate) {
        return later.sum(
                "usher_requests_total",
                "type",
                type,
                "status",
                status,
                "code",
                code,
                "duplicate",
                duplicate);
    }

    @Test
    void codes_that_nobody_foresaw_are_one_value() {
        assertThat(
                        later.sum(
                                "usher_cognito_calls_total",
                                "operation",
                                "AdminCreateUser",
                                "result",
                                "other"))
                .isEqualTo(4);
    }

    @Test
    void nothing_of_a_request_is_on_the_pages() {
        Set<String> parts = new HashSet<>();
        for (Letter letter : letters) {
            Stream.of("accessToken", "idToken", "refreshToken")
                    .map(letter::token)
                    .forEach(parts::add);
            parts.add(letter.messageId());
            parts.add(letter.body().path("user").path("username").asString(""));
            parts.add(letter.body().path("user").path("sub").asString(""));
        }
        parts.addAll(List.of("ada-name", "-id\"", "ada-id", "bob-id", "dead-id", "plant", "Plant"));
        parts.add(Desk.PASSWORD);
        parts.remove("");
        assertThat(parts).hasSizeGreaterThan(20);
        for (String part : parts) {
            assertThat(text).as("the metrics").doesNotContain(part);
            assertThat(alive).as("/livez").doesNotContain(part);
        }
        assertThat(later.values("type"))
                .containsExactlyInAnyOrder("signup", "signin", "refresh", "invalid");
    }

    @Test
    void the_liveness_page_tells_a_line_a_lane() {
        assertThat(alive)
                .matches(
                        "200 ok\nmetrics: last poll \\d+ s ago, 0 in hand, oldest 0 s\n"
                                + "metrics-bulk: last poll \\d+ s ago, 0 in hand, oldest 0 s\n");
    }
}
