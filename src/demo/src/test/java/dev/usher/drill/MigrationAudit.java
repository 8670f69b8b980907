package dev.usher.drill;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.usher.app.Account;
import dev.usher.drill.UserFile.Kind;
import dev.usher.drill.UserFile.Person;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Compares what a migration left with what its file says, row by row. */
final class MigrationAudit {
    private final Account account;
    private final List<Person> people;
    private final Path input;
    private final Path run;
    private final List<String> broken = new ArrayList<>();

    MigrationAudit(Account account, List<Person> people, Path input, Path run) {
        this.account = account;
        this.people = people;
        this.input = input;
        this.run = run;
    }

    /** What is not as it should be. */
    List<String> broken() throws IOException {
        Map<String, UserType> users = users();
        List<NamedCsvRecord> results = read(run.resolve("results.csv"));
        expect(results.size() == people.size(), "results.csv has %d rows", results.size());
        for (int i = 0; i < Math.min(results.size(), people.size()); i++) {
            result(people.get(i), results.get(i), users);
        }
        expect(users.isEmpty(), "users that nobody asked for: %s", users.keySet());
        bad();
        failed();
        return broken;
    }

    private Map<String, UserType> users() {
        Map<String, UserType> users = new HashMap<>();
        account.cognito
                .listUsersPaginator(r -> r.userPoolId(account.client.userPoolId()))
                .users()
                .forEach(user -> {
                    UserType twin = users.put(user.username(), user);
                    expect(twin == null, "two users are called %s", user.username());
                });
        return users;
    }

    private void result(Person person, NamedCsvRecord result, Map<String, UserType> users) {
        String reported = result.getField("status") + " " + result.getField("code");
        String due =
                switch (person.kind()) {
                    case GOOD -> "succeeded ";
                    case WEAK -> "failed INVALID_PASSWORD";
                    case EXISTING -> "failed USERNAME_EXISTS";
                    default -> "invalid ";
                };
        expect(
                result.getField("row").equals(Integer.toString(person.row()))
                        && reported.equals(due),
                "row %d (%s) is reported as %s %s",
                person.row(),
                person.kind(),
                result.getField("row"),
                reported);
        if (person.kind() == Kind.GOOD) {
            UserType user = users.remove(person.username());
            expect(
                    user != null
                            && user.userStatusAsString().equals("CONFIRMED")
                            && attribute(user, "name").equals(person.name())
                            && attribute(user, "sub").equals(result.getField("sub")),
                    "row %d: %s is not CONFIRMED with the name and the sub",
                    person.row(),
                    person.username());
        } else if (person.kind() == Kind.EXISTING) {
            UserType user = users.remove(person.username());
            expect(
                    user != null && user.userStatusAsString().equals("FORCE_CHANGE_PASSWORD"),
                    "row %d: who was there is touched",
                    person.row());
        }
    }

    private static String attribute(UserType user, String name) {
        return user.attributes().stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(AttributeType::value)
                .findFirst()
                .orElse("");
    }

    private void bad() throws IOException {
        List<NamedCsvRecord> reported = read(run.resolve("bad.csv"));
        List<Person> due = people.stream().filter(each -> each.kind().bad()).toList();
        expect(reported.size() == due.size(), "bad.csv has %d rows", reported.size());
        for (int i = 0; i < Math.min(reported.size(), due.size()); i++) {
            NamedCsvRecord record = reported.get(i);
            Person person = due.get(i);
            expect(
                    record.getField("row").equals(Integer.toString(person.row()))
                            && record.getField("line").equals(Long.toString(person.line()))
                            && !record.getField("reasons").isBlank(),
                    "row %d, line %d (%s) is reported as row %s, line %s",
                    person.row(),
                    person.line(),
                    person.kind(),
                    record.getField("row"),
                    record.getField("line"));
        }
    }

    /** Field for field what the input has. */
    private void failed() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> all = reader(input)) {
            int row = 0;
            for (NamedCsvRecord record : all) {
                Kind kind = people.get(row++).kind();
                if (kind == Kind.WEAK || kind.bad()) {
                    rows.add(record.getFields());
                }
            }
        }
        List<List<String>> failed = new ArrayList<>();
        read(run.resolve("failed.csv")).forEach(record -> failed.add(record.getFields()));
        expect(
                Objects.equals(rows, failed),
                "failed.csv has %d rows where %d failed, or others",
                failed.size(),
                rows.size());
    }

    private static List<NamedCsvRecord> read(Path file) throws IOException {
        try (CsvReader<NamedCsvRecord> csv = reader(file)) {
            return csv.stream().toList();
        }
    }

    private static CsvReader<NamedCsvRecord> reader(Path file) throws IOException {
        return CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(de.siegmar.fastcsv.reader.FieldMismatchStrategy.IGNORE)
                .ofNamedCsvRecord(file);
    }

    private void expect(boolean kept, String otherwise, Object... arguments) {
        if (!kept && broken.size() < 50) {
            broken.add(otherwise.formatted(arguments));
        }
    }
}
