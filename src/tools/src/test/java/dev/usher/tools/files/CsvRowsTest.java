package dev.usher.tools.files;

import static dev.usher.tools.files.RowFiles.CSV;
import static dev.usher.tools.files.RowFiles.member;
import static dev.usher.tools.files.RowFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.tools.command.CommandException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows from CSV, as in RFC 4180 and in practice. */
final class CsvRowsTest {
    private static final String HEADER = "username,password,nickname\n";

    @Test
    void quoted_fields_keep_quotes_delimiters_and_line_ends() {
        Row row = one(CSV, HEADER + "ann,\"p,\"\"w;\",\"first\r\nsecond\nthird\"\n");
        assertThat(member(row, "/password")).isEqualTo("p,\"w;");
        assertThat(member(row, "/attributes/nickname")).isEqualTo("first\r\nsecond\nthird");
    }

    @Test
    void nothing_is_trimmed_and_quotes_within_plain_fields_are_plain() {
        Row row = one(CSV, HEADER + "ann, p\"w ,\" x \"\n");
        assertThat(member(row, "/password")).isEqualTo(" p\"w ");
        assertThat(member(row, "/attributes/nickname")).isEqualTo(" x ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void rows_know_their_lines_whatever_ends_a_line(String end) {
        String file =
                (HEADER + "ann,p,\"one\ntwo\"\n\n\nbob,p,x\ncid,\"p\n\n\nw\",x\n\ndan,p,x")
                        .replace("\n", end);
        assertThat(rows(CSV, file))
                .extracting(row -> row.position().line())
                .containsExactly(2L, 6L, 7L, 12L);
        assertThat(rows(CSV, file))
                .extracting(row -> row.position().number())
                .containsExactly(1, 2, 3, 4);
        assertThat(rows(CSV, file))
                .extracting(Row::username)
                .containsExactly("ann", "bob", "cid", "dan");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE"})
    void a_byte_order_mark_goes_before_the_encoding_that_was_asked_for(String encoding) {
        byte[] file = ("\uFEFF" + HEADER + "änn,pässwörd,日本\n").getBytes(Charset.forName(encoding));
        for (Charset asked : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
            List<Row> rows = rows(RowFiles.in(asked), file);
            assertThat(rows).extracting(Row::username).containsExactly("änn");
            assertThat(member(rows.getFirst(), "/attributes/nickname")).isEqualTo("日本");
        }
    }

    @Test
    void another_encoding_is_read_where_it_is_asked_for() {
        Charset windows = Charset.forName("windows-1252");
        byte[] file = (HEADER + "änn,€pw,x\n").getBytes(windows);
        assertThat(member(rows(RowFiles.in(windows), file).getFirst(), "/password"))
                .isEqualTo("€pw");
    }

    @Test
    void bytes_that_are_no_text_make_their_row_bad_and_no_other() {
        byte[] file = (HEADER + "ann,p\u00e4,x\nbob,p,x\n").getBytes(StandardCharsets.ISO_8859_1);
        List<Row> rows = rows(CSV, file);
        assertThat(rows.getFirst().problems())
                .singleElement()
                .asString()
                .contains("invalid in the file's encoding", "--encoding");
        assertThat(rows.getLast().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void the_delimiter_is_guessed_and_may_be_given(char delimiter) {
        String others = ",;\t|".replace("" + delimiter, "").repeat(4);
        String file =
                ("username@password@\"custom:" + others + "\"\nann@\"x;y|z\tw\"@v\n")
                        .replace('@', delimiter);
        for (TableFormat tableFormat : List.of(CSV, RowFiles.apart(delimiter))) {
            Row row = one(tableFormat, file);
            assertThat(row.username()).isEqualTo("ann");
            assertThat(member(row, "/password")).isEqualTo("x;y|z\tw");
        }
    }

    @Test
    void an_unusual_delimiter_can_be_given() {
        assertThat(one(RowFiles.apart('~'), "username~password\nann~p,w\n").username())
                .isEqualTo("ann");
    }

    @Test
    void a_row_with_other_fields_than_the_header_is_bad_and_shows_none_of_them() {
        List<Row> rows =
                rows(CSV, "nickname,password,username\nx,y,hunter2,ann\nhunter2,ann\n \nx,p,bob\n");
        assertThat(rows).extracting(row -> row.position().number()).containsExactly(1, 2, 3, 4);
        assertThat(rows.getFirst().problems())
                .containsExactly("has 4 fields, but the header has 3");
        assertThat(rows.get(1).problems()).containsExactly("has 2 fields, but the header has 3");
        assertThat(rows.subList(0, 3))
                .as("any field may be the password where fields are shifted")
                .allSatisfy(row -> assertThat(row.username()).isNull());
        assertThat(rows.getLast().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann,p,x\nbob,hunter2,\"y\ncid,secret,z\ndan,secret,z\n",
                "ann,p,x\nbob,\"hunter2,y\ncid,secret,z",
                "ann,p,x\nbob,hunter2,\"",
            })
    void an_unclosed_quotation_mark_is_reported_with_its_line(String rows) {
        refused(HEADER + rows)
                .hasMessageContainingAll("not closed", "line 3")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void an_unclosed_quotation_mark_is_reported_with_the_first_line_of_its_record() {
        refused(HEADER + "ann,\"a\nb\",\"open\ncid,secret,z\n")
                .hasMessageContainingAll("not closed", "record starting at line 2");
    }

    @Test
    void a_quotation_mark_that_is_not_closed_for_a_megabyte_ends_the_reading_early() {
        refused(HEADER + "ann,p,x\nbob,p,\"y\n" + "cid,secret,z\n".repeat(100_000))
                .hasMessageContainingAll("longer than 1 MiB", "not closed?", "line 3")
                .hasMessageNotContaining("secret");
    }

    @Test
    void text_after_a_closing_quotation_mark_is_reported_with_its_line() {
        refused(HEADER + "ann,p,x\nbob,\"hunter\"2,y\n")
                .hasMessageContainingAll("follows a closing quotation mark", "line 3")
                .hasMessageNotContaining("hunter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n\r\n", "\uFEFF"})
    void a_file_without_anything_has_no_header(String file) {
        refused(file).hasMessageContaining("there is no header");
    }

    @Test
    void a_file_of_a_header_alone_has_no_rows() {
        assertThat(rows(CSV, HEADER)).isEmpty();
        assertThat(rows(CSV, HEADER.strip())).isEmpty();
    }

    @Test
    void an_empty_field_leaves_its_member_out() {
        Row row = one(CSV, "username,password,email,groups,id,finish\nann,p,,,\"\",\n");
        assertThat(row.id()).isNull();
        assertThat("{" + row.members())
                .isEqualTo(
                        "{\"username\":\"ann\",\"password\":\"p\",\"type\":\"signup\","
                                + "\"finish\":\"confirmed\",\"attributes\":{}}");
    }

    @Test
    void groups_are_separated_by_semicolons_or_bars() {
        Row row = one(CSV, "username,password,groups\nann,p,staff; ops|;\n");
        assertThat("{" + row.members()).contains("\"groups\":[\"staff\",\"ops\"]");
    }

    @Test
    void a_row_says_better_than_the_defaults_how_it_ends_and_who_hears_of_it() {
        RowDefaults rowDefaults =
                new RowDefaults(dev.usher.message.Request.Finish.CONFIRMED, "migration-replies");
        String file = "username,password,finish,replyTo\nann,p,tokens,mine\nbob,p,,\n";
        List<Row> rows = rows(CSV, file.getBytes(StandardCharsets.UTF_8), rowDefaults);
        assertThat(member(rows.getFirst(), "/finish")).isEqualTo("tokens");
        assertThat(member(rows.getFirst(), "/replyTo")).isEqualTo("mine");
        assertThat(member(rows.getLast(), "/finish")).isEqualTo("confirmed");
        assertThat(member(rows.getLast(), "/replyTo")).isEqualTo("migration-replies");
    }

    @Test
    void a_row_in_print_is_its_line_alone() {
        assertThat(one(CSV, HEADER + "ann,hunter2,x\n").toString()).isEqualTo("Row[line 2]");
    }

    @Test
    void json_lines_take_neither_maps_nor_delimiters() {
        for (Map<String, String> maps : List.of(Map.of("a", "b"), Map.<String, String>of())) {
            assertThatThrownBy(() ->
                            new TableFormat(
                                    TableFormat.Format.jsonl,
                                    StandardCharsets.UTF_8,
                                    maps.isEmpty() ? ';' : TableFormat.GUESS,
                                    maps))
                    .isInstanceOf(CommandException.class);
        }
    }

    private static Row one(TableFormat tableFormat, String file) {
        List<Row> rows = rows(tableFormat, file);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().problems()).isEmpty();
        return rows.getFirst();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String file) {
        return assertThatThrownBy(() -> rows(CSV, file)).isInstanceOf(CommandException.class);
    }
}
