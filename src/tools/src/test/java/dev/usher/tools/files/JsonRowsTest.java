package dev.usher.tools.files;

import static dev.usher.tools.files.Sheets.JSON;
import static dev.usher.tools.files.Sheets.member;
import static dev.usher.tools.files.Sheets.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.tools.enqueue.RowValidator;
import dev.usher.tools.enqueue.RowVerdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows out of JSON Lines. */
final class JsonRowsTest {
    private final RowValidator rowValidator =
            new RowValidator("crm", Sheets.CONFIRMED, Sheets.TERMS);

    @Test
    void a_line_is_a_request_that_needs_neither_type_nor_id() {
        Row row =
                one(
                        "{\"username\":\"ann\",\"password\":\"é😀\",\"attributes\":{\"custom:x\":\"1\"},"
                                + "\"groups\":[\"staff\"],\"clientMetadata\":{\"k\":\"v\"}}");
        assertThat("{" + row.members())
                .isEqualTo(
                        "{\"username\":\"ann\",\"password\":\"\\u00E9\\uD83D\\uDE00\","
                                + "\"attributes\":{\"custom:x\":\"1\"},\"groups\":[\"staff\"],"
                                + "\"clientMetadata\":{\"k\":\"v\"},\"type\":\"signup\","
                                + "\"finish\":\"confirmed\"}");
        assertThat(rowValidator.validate(row)).isInstanceOf(RowVerdict.Good.class);
    }

    @Test
    void a_line_keeps_its_own_id_wherever_it_stands() {
        Row row = one("{\"username\":\"ann\",\"id\":\"row-1\",\"password\":\"p\"}");
        assertThat(row.id()).isEqualTo("row-1");
        assertThat(rowValidator.validate(row))
                .isInstanceOfSatisfying(
                        RowVerdict.Good.class,
                        good -> {
                            assertThat(good.id()).isEqualTo("row-1");
                            assertThat(good.body())
                                    .startsWith("{\"id\":\"row-1\",")
                                    .containsOnlyOnce("\"id\"");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"\"", "\"a b\"", "{}", "\"\\ud800\""})
    void an_id_that_is_none_makes_the_row_bad(String id) {
        assertThat(reasons("{\"username\":\"ann\",\"password\":\"p\",\"id\":" + id + "}"))
                .anyMatch(reason -> reason.startsWith("/id "));
    }

    @Test
    void unknown_members_and_wrong_kinds_are_told_all_at_once() {
        assertThat(
                        reasons(
                                "{\"username\":7,\"password\":\"p\",\"pasword\":\"hunter2\","
                                        + "\"attributes\":{\"email\":{\"deep\":\"hunter2\"}},"
                                        + "\"groups\":\"staff\",\"finish\":null}"))
                .contains(
                        "/username must be a string",
                        "/pasword is not a member of signup requests",
                        "/attributes/email must be a string",
                        "/groups must be an array of strings",
                        "/finish must be a string")
                .noneMatch(reason -> reason.contains("hunter2"));
    }

    @Test
    void a_member_that_is_there_twice_is_told_as_such() {
        assertThat(reasons("{\"username\":\"ann\",\"password\":\"p\",\"password\":\"hunter2\"}"))
                .singleElement()
                .asString()
                .contains("twice")
                .doesNotContain("hunter2");
        assertThat(
                        reasons(
                                "{\"username\":\"a\",\"password\":\"p\",\"attributes\":{\"x\":\"1\",\"x\":\"1\"}}"))
                .singleElement()
                .asString()
                .contains("twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"username\":\"ann\",\"password\":\"hunter2",
                "{\"username\":\"ann\",\"password\":hunter2}",
                "{\"username\":\"ann\",\"password\":\"hunter2\"} hunter2",
                "{\"username\":\"ann\",\"password\":\"hunter2\"}{}",
                "ann,hunter2",
                "[\"hunter2\"]",
                "\"hunter2\"",
                "{'password':'hunter2'}",
            })
    void a_line_that_is_no_object_is_bad_and_not_quoted(String line) {
        List<Row> rows = rows(JSON, line + "\n{\"username\":\"bob\",\"password\":\"p\"}\n");
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().problems())
                .singleElement()
                .asString()
                .startsWith("is not")
                .doesNotContain("hunter2");
        assertThat(rows.getLast().problems()).isEmpty();
    }

    @Test
    void nesting_without_end_is_bad_and_no_crash() {
        assertThat(reasons("{\"username\":" + "[".repeat(50_000))).hasSize(1);
        assertThat(
                        reasons(
                                "{\"username\":\"a\",\"password\":\"p\",\"attributes\":{\"x\":"
                                        + "[".repeat(900)
                                        + "]".repeat(900)
                                        + "}}"))
                .hasSize(1);
    }

    @Test
    void blank_lines_are_passed_over_and_count_as_lines() {
        List<Row> rows =
                rows(
                        JSON,
                        "\uFEFF\n{\"username\":\"ann\"}\r\n  \t\n\r\n{\"username\":\"bob\"}"
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(rows).extracting(Row::username).containsExactly("ann", "bob");
        assertThat(rows).extracting(row -> row.position().line()).containsExactly(2L, 5L);
        assertThat(rows).extracting(row -> row.position().number()).containsExactly(1, 2);
    }

    @Test
    void a_line_of_more_than_a_megabyte_is_bad_and_the_next_one_is_read() {
        List<Row> rows =
                rows(
                        JSON,
                        "{\"username\":\"" + "x".repeat(1 << 20) + "\"}\n{\"username\":\"bob\"}\n");
        assertThat(rows.getFirst().problems()).containsExactly("is longer than 1 MiB");
        assertThat(rows.getLast().username()).isEqualTo("bob");
        assertThat(rows.getLast().position().line()).isEqualTo(2);
    }

    @Test
    void a_request_that_no_message_can_hold_is_bad() {
        assertThat(
                        reasons(
                                "{\"username\":\"a\",\"password\":\"p\",\"clientMetadata\":{\"x\":\""
                                        + "é".repeat(50_000)
                                        + "\"}}"))
                .containsExactly("the body is larger than 256 KiB");
    }

    @Test
    void bytes_that_are_no_text_make_their_line_bad() {
        byte[] file =
                "{\"username\":\"ann\",\"password\":\"p\u00e4\"}"
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rows(JSON, file).getFirst().problems())
                .singleElement()
                .asString()
                .contains("--encoding");
    }

    @Test
    void other_requests_than_sign_ups_are_bad() {
        assertThat(
                        reasons(
                                "{\"type\":\"refresh\",\"username\":\"ann\",\"refreshToken\":\"hunter2\"}"))
                .containsExactly("/type must be signup");
        assertThat(member(one("{\"username\":\"ann\",\"finish\":\"tokens\"}"), "/finish"))
                .isEqualTo("tokens");
    }

    private List<String> reasons(String line) {
        return rowValidator.validate(rows(JSON, line).getFirst()) instanceof RowVerdict.Bad bad
                ? bad.reasons()
                : List.of();
    }

    private static Row one(String line) {
        List<Row> rows = rows(JSON, line);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }
}
