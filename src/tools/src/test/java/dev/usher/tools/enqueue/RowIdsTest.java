package dev.usher.tools.enqueue;

import static dev.usher.tools.files.Sheets.CONFIRMED;
import static dev.usher.tools.files.Sheets.CSV;
import static dev.usher.tools.files.Sheets.JSON;
import static dev.usher.tools.files.Sheets.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Digest;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowPosition;
import dev.usher.tools.files.SeenKeys;
import dev.usher.tools.files.Sheets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ids that rows get, and rows that have what another row has. */
final class RowIdsTest {
    @Test
    void an_id_stays_when_the_password_changes_and_wherever_the_row_stands() {
        String id =
                id(
                        "crm",
                        "{\"username\":\"ann\",\"password\":\"p\",\"attributes\":{\"a\":\"1\",\"b\":\"2\"},\"groups\":[\"staff\",\"ops\"]}");
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(
                        id(
                                "crm",
                                "{\"groups\":[\"ops\",\"staff\"],\"attributes\":{\"b\":\"2\",\"a\":\"1\"},\"password\":\"hunter2\",\"username\":\"ann\"}"))
                .isEqualTo(id);
        assertThat(
                        id(
                                "crm",
                                "{\"username\":\"ann\",\"password\":\"p\",\"attributes\":{\"a\":\"1\",\"b\":\"2\"},\"groups\":[\"staff\",\"ops\"],\"replyTo\":\"answers\",\"notAfter\":\"2030-01-01T00:00:00Z\",\"version\":1,\"type\":\"signup\",\"finish\":\"confirmed\"}"))
                .isEqualTo(id);
    }

    @Test
    void an_id_is_the_same_out_of_csv_and_json() {
        Row row = Sheets.rows(CSV, "username,password,email\nänn,x,a@x.org\n").getFirst();
        assertThat(((Good) new RowValidator("crm", CONFIRMED, TERMS).validate(row)).id())
                .isEqualTo(
                        id(
                                "crm",
                                "{\"username\":\"änn\",\"password\":\"p\",\"attributes\":{\"email\":\"a@x.org\"}}"));
    }

    @Test
    void an_id_differs_by_source_username_and_content() {
        Set<String> ids = new HashSet<>();
        List<String> rows =
                List.of(
                        "{\"username\":\"ann\",\"password\":\"p\"}",
                        "{\"username\":\"Ann\",\"password\":\"p\"}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"finish\":\"tokens\"}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"attributes\":{\"a\":\"bc\"}}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"attributes\":{\"ab\":\"c\"}}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"clientMetadata\":{\"ab\":\"c\"}}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"groups\":[\"staff\"]}",
                        "{\"username\":\"ann\",\"password\":\"p\",\"groups\":[\"staff\",\"ops\"]}");
        for (String source : List.of("crm", "crm2")) {
            rows.forEach(row -> ids.add(id(source, row)));
        }
        assertThat(ids).hasSize(2 * rows.size());
    }

    @Test
    void an_id_never_changes_from_one_version_to_the_next() {
        assertThat(
                        id(
                                "people.csv",
                                "{\"username\":\"ann\",\"password\":\"p\",\"attributes\":{\"email\":\"ann@example.org\"},\"groups\":[\"staff\"]}"))
                .as("a file that is enqueued again after an upgrade makes nothing twice")
                .isEqualTo("ba33011f92fd255efb719010a7dfb6cf");
    }

    @Test
    void the_first_of_several_rows_with_a_username_is_the_good_one() {
        DuplicateRows duplicates = new DuplicateRows(true);
        assertThat(duplicates.check(good(2, "ann", null))).isInstanceOf(Good.class);
        assertThat(duplicates.check(good(3, "Ann", null))).isInstanceOf(Good.class);
        assertThat(reasons(duplicates.check(good(9, "ann", null))))
                .containsExactly("/username is that of line 2");
        assertThat(reasons(duplicates.check(good(12, "ann", null))))
                .containsExactly("/username is that of line 2");
    }

    @Test
    void a_pool_that_knows_no_case_takes_two_spellings_for_one_user() {
        DuplicateRows duplicates = new DuplicateRows(false);
        duplicates.check(good(2, "Ann@X.org", null));
        assertThat(reasons(duplicates.check(good(3, "ann@x.ORG", null))))
                .containsExactly("/username is that of line 2");
    }

    @Test
    void the_same_id_twice_is_told_beside_the_same_username() {
        DuplicateRows duplicates = new DuplicateRows(true);
        duplicates.check(good(2, "ann", "id-1"));
        duplicates.check(good(3, "bob", "id-2"));
        assertThat(reasons(duplicates.check(good(4, "ann", "id-2"))))
                .containsExactly("/username is that of line 2", "/id is that of line 3");
        assertThat(duplicates.check(good(5, "cid", "id-3")))
                .as("a bad row takes nobody's name or id")
                .isInstanceOf(Good.class);
        assertThat(duplicates.check(good(6, "dan", "ID-1"))).isInstanceOf(Good.class);
    }

    @Test
    void a_million_keys_are_all_found_again_and_no_other() {
        SeenKeys seenKeys = new SeenKeys();
        int many = 1_000_000;
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 1; i <= many; i++) {
            seenKeys.add(new Digest(random.nextLong(), random.nextLong()), i);
        }
        SplittableRandom again = new SplittableRandom(7);
        int wrong = 0;
        for (int i = 1; i <= many; i++) {
            Digest key = new Digest(again.nextLong(), again.nextLong());
            wrong += seenKeys.find(key) == i && seenKeys.add(key, many + 1) == i ? 0 : 1;
        }
        for (int i = 1; i <= many; i++) {
            wrong += seenKeys.find(new Digest(again.nextLong(), again.nextLong())) == 0 ? 0 : 1;
        }
        assertThat(wrong).isZero();
    }

    @Test
    void keys_that_share_a_place_are_kept_apart() {
        SeenKeys seenKeys = new SeenKeys();
        for (long i = 0; i < 2_000; i++) {
            assertThat(seenKeys.add(new Digest(i & 1, i & ~1), (int) i + 1)).isZero();
            assertThat(seenKeys.add(new Digest(i & 1, i & ~1), 9_999)).isEqualTo((int) i + 1);
        }
        assertThat(seenKeys.find(new Digest(1, 4_000))).isZero();
        assertThat(seenKeys.add(new Digest(-1, -1), Integer.MAX_VALUE)).isZero();
        assertThat(seenKeys.find(new Digest(-1, -1))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void parts_of_a_digest_do_not_run_together() {
        assertThat(Digest.of("ab", "c")).isNotEqualTo(Digest.of("a", "bc"));
        assertThat(Digest.of("a", "")).isNotEqualTo(Digest.of("a"));
        assertThat(new Random(1).ints(100).mapToObj(i -> Digest.of("" + i).hex()))
                .allMatch(hex -> hex.matches("[0-9a-f]{32}"));
    }

    private static Good good(long line, String username, String id) {
        return new Good(
                new RowPosition((int) line - 1, line),
                id == null ? "derived" : id,
                username,
                "{}",
                id != null);
    }

    private static List<String> reasons(RowVerdict rowVerdict) {
        return ((Bad) rowVerdict).reasons();
    }

    private static String id(String source, String line) {
        RowVerdict rowVerdict =
                new RowValidator(source, CONFIRMED, TERMS)
                        .validate(Sheets.rows(JSON, line).getFirst());
        assertThat(rowVerdict).isInstanceOf(Good.class);
        return ((Good) rowVerdict).id();
    }
}
