package dev.usher.tools.files;

import static dev.usher.tools.files.Sheets.CSV;
import static dev.usher.tools.files.Sheets.mapped;
import static dev.usher.tools.files.Sheets.member;
import static dev.usher.tools.files.Sheets.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Request.Finish;
import dev.usher.tools.command.CommandException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What columns stand for. */
final class CsvHeaderTest {
    /**
     * As GetCSVHeader gives it, with a custom attribute. <a
     * href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html">Creating
     * the user import CSV file</a>
     */
    private static final String COGNITOS_OWN =
            "cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,"
                    + "profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,"
                    + "locale,phone_number,phone_number_verified,address,updated_at,custom:plan,"
                    + "cognito:mfa_enabled";

    @Test
    void members_attributes_and_metadata_are_known_by_name() {
        List<CsvColumn> columns =
                read(
                        "username",
                        "password",
                        "id",
                        "notAfter",
                        "email",
                        "attributes.phone_number",
                        "attributes.custom:a",
                        "custom:b",
                        "clientMetadata.campaign",
                        "groups");
        assertThat(columns)
                .containsExactly(
                        new CsvColumn.Member("username"),
                        new CsvColumn.Member("password"),
                        new CsvColumn.Member("id"),
                        new CsvColumn.Member("notAfter"),
                        new CsvColumn.Attribute("email"),
                        new CsvColumn.Attribute("phone_number"),
                        new CsvColumn.Attribute("custom:a"),
                        new CsvColumn.Attribute("custom:b"),
                        new CsvColumn.Metadata("campaign"),
                        new CsvColumn.Groups());
        Row row =
                rows(
                                CSV,
                                "username,password,custom:b,attributes.x,clientMetadata.k\n"
                                        + "ann,p,B,X,K\n")
                        .getFirst();
        assertThat(member(row, "/attributes/custom:b")).isEqualTo("B");
        assertThat(member(row, "/attributes/x")).isEqualTo("X");
        assertThat(member(row, "/clientMetadata/k")).isEqualTo("K");
    }

    @Test
    void the_header_of_cognitos_own_import_file_is_understood() {
        String row =
                "ann,Ann B,Ann,B,,,,,,,ann@x.org,FALSE,,,,,,FALSE,\"1, Road\",1700000000,gold,FALSE";
        List<Row> rows =
                rows(
                        CSV,
                        (COGNITOS_OWN + "\n" + row + "\n")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Sheets.INVITE);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().problems()).isEmpty();
        assertThat("{" + rows.getFirst().members())
                .isEqualTo(
                        "{\"username\":\"ann\",\"type\":\"signup\",\"finish\":\"invite\",\"attributes\":{"
                                + "\"name\":\"Ann B\",\"given_name\":\"Ann\",\"family_name\":\"B\","
                                + "\"email\":\"ann@x.org\",\"address\":\"1, Road\","
                                + "\"updated_at\":\"1700000000\",\"custom:plan\":\"gold\"}}");
        assertThat(rows(CSV, COGNITOS_OWN + ",password\n" + row + ",pw\n")).hasSize(1);
    }

    @Test
    void what_cognitos_file_may_ask_for_and_a_sign_up_cannot_is_a_problem_of_its_row() {
        String file =
                "cognito:username,password,email_verified,cognito:mfa_enabled\n"
                        + "ann,p,true,TRUE\nbob,p,False,false\n";
        List<Row> rows = rows(CSV, file);
        assertThat(rows.getFirst().problems())
                .singleElement()
                .asString()
                .startsWith("cognito:mfa_enabled");
        assertThat(member(rows.getFirst(), "/attributes/email_verified")).isEqualTo("true");
        assertThat(rows.getLast().problems()).isEmpty();
        assertThat(member(rows.getLast(), "/attributes/email_verified")).isNull();
    }

    @Test
    void columns_that_are_called_otherwise_are_mapped() {
        TableFormat tableFormat =
                mapped("E-Mail", "email", "Login", "username", "pw", "password", "notes", "");
        Row row = rows(tableFormat, "notes,Login,pw,E-Mail\nx,ann,p,ann@x.org\n").getFirst();
        assertThat(row.username()).isEqualTo("ann");
        assertThat(member(row, "/attributes/email")).isEqualTo("ann@x.org");
        assertThat(row.members()).doesNotContain("notes");
    }

    @Test
    void a_known_column_may_be_mapped_to_something_else() {
        TableFormat tableFormat = mapped("username", "custom:old", "email", "username");
        Row row = rows(tableFormat, "username,email,password\nann,a@x.org,p\n").getFirst();
        assertThat(row.username()).isEqualTo("a@x.org");
        assertThat(member(row, "/attributes/custom:old")).isEqualTo("ann");
    }

    @Test
    void columns_without_a_name_are_left_out_where_they_are_empty_as_spreadsheets_leave_them() {
        List<Row> rows = rows(CSV, "username,password,,\nann,p,,\nbob,p,,y\n");
        assertThat(rows.getFirst().problems()).isEmpty();
        assertThat(rows.getLast().problems())
                .containsExactly("has something in a column that has no name");
    }

    @Test
    void misspelt_columns_are_told_with_what_they_were_meant_to_be() {
        refused("username,nickname,pasword,E-Mail, groups,colour\n")
                .hasMessageContainingAll(
                        "'pasword' (did you mean password?)",
                        "'E-Mail' (did you mean email?)",
                        "white space around it; did you mean groups?",
                        "'colour'",
                        "--map COLUMN=MEMBER");
    }

    @Test
    void the_same_member_twice_is_refused() {
        refused("username,password,email,attributes.email\n")
                .hasMessageContaining("two columns stand for attributes.email");
        refused("username,username,password\n").hasMessageContaining("two columns");
        refused("cognito:username,username,password\n").hasMessageContaining("two columns");
        refused(mapped("Login", "username"), "username,password,Login\n")
                .hasMessageContaining("two columns stand for username");
    }

    @Test
    void maps_that_fit_nothing_are_refused() {
        refused(mapped("Login", "username"), "username,password\n")
                .hasMessageContaining("a column that is not there: 'Login'");
        refused(mapped("Login", "user_name"), "Login,password,email\n")
                .hasMessageContaining(
                        "no member of a request: 'user_name' (did you mean username?)");
    }

    @Test
    void a_first_line_that_is_no_header_is_not_quoted() {
        for (String file :
                List.of(
                        "ann,hunter2,ann@x.org\nbob,secret,b@x.org\n",
                        "ann;hunter2\n",
                        "hunter2\n",
                        "\"hunter2\nhunter2\",ann\n")) {
            refused(file)
                    .hasMessageContaining("is it a header?")
                    .hasMessageNotContaining("hunter2")
                    .hasMessageNotContaining("ann");
        }
    }

    @Test
    void a_first_line_that_is_no_header_is_not_quoted_even_if_a_value_looks_like_a_column() {
        for (String file : List.of("name,hunter2,1234567\n", "hunter2,password,1234567\n")) {
            refused(file)
                    .hasMessageContaining("unknown column number 3")
                    .hasMessageNotContaining("hunter2");
        }
        refused("username,pasword\n").hasMessageContaining("did you mean password?");
    }

    @Test
    void a_header_that_can_make_no_sign_up_is_refused() {
        refused("password,email\n").hasMessageContaining("no column gives the username");
        refused("username,email\n").hasMessageContaining("no column gives the password");
        assertThatThrownBy(() ->
                        CsvHeader.read(List.of("username", "password"), Map.of(), Finish.INVITE))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("an invitation takes no password");
        assertThat(CsvHeader.read(List.of("username", "finish"), Map.of(), Finish.CONFIRMED))
                .as("then each row is told by itself")
                .hasSize(2);
        assertThat(CsvHeader.read(List.of("username"), Map.of(), Finish.INVITE)).hasSize(1);
    }

    @Test
    void a_strange_name_is_cut_and_shown_without_control_characters() {
        refused("username,password,\"a\u001b[31m\nb" + "x".repeat(100) + "\"\n")
                .hasMessageContaining("'a?[31m?bxx")
                .hasMessageContaining("...'");
    }

    private static List<CsvColumn> read(String... header) {
        return CsvHeader.read(List.of(header), Map.of(), Finish.CONFIRMED);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String file) {
        return refused(CSV, file);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(
            TableFormat tableFormat, String file) {
        return assertThatThrownBy(() -> rows(tableFormat, file))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.usage()).as("exit 2").isTrue());
    }
}
