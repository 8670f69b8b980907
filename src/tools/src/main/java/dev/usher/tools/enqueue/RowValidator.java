package dev.usher.tools.enqueue;

import dev.usher.message.Problem;
import dev.usher.message.Request;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowDefaults;
import dev.usher.tools.files.StrictJson;
import java.util.ArrayList;
import java.util.List;

/** Makes requests of rows, and rejects those that the worker would refuse. It uses its parser. */
public final class RowValidator {
    /** A placeholder with the length of a derived id, used until the content is known. */
    private static final String BLANK = "0".repeat(32);

    private final String source;
    private final RowDefaults rowDefaults;
    private final WorkerRules workerRules;

    /**
     * @param source part of the ids: the same row of another source is another request
     */
    public RowValidator(String source, RowDefaults rowDefaults, WorkerRules workerRules) {
        this.source = source;
        this.rowDefaults = rowDefaults;
        this.workerRules = workerRules;
    }

    public RowVerdict validate(Row row) {
        if (row.members() == null) {
            return new Bad(row.position(), row.username(), row.problems());
        }
        List<String> reasons = new ArrayList<>(row.problems());
        String id = row.id() == null ? BLANK : row.id();
        RequestReading requestReading = Requests.read(body(id, row.members()));
        switch (requestReading) {
            case RequestReading.Invalid invalid ->
                    invalid.problems().stream().map(Problem::toString).forEach(reasons::add);
            case RequestReading.Valid(SignUp signUp) -> {
                addProblems(signUp, reasons);
                if (reasons.isEmpty()) {
                    String own = row.id() == null ? RowIds.derive(source, signUp) : row.id();
                    return new Good(
                            row.position(),
                            own,
                            signUp.username(),
                            body(own, row.members()),
                            row.id() != null);
                }
            }
            case RequestReading.Valid(Request other) -> reasons.add("/type must be signup");
        }
        return new Bad(row.position(), row.username(), reasons);
    }

    private static String body(String id, String members) {
        return "{\"id\":" + StrictJson.quoted(id) + "," + members;
    }

    private void addProblems(SignUp request, List<String> reasons) {
        if (request.finish() == Finish.INVITE && rowDefaults.finish() != Finish.INVITE) {
            reasons.add(
                    "/finish asks for an invitation, which only --finish invite allows");
        }
        reasons.addAll(workerRules.problems(request));
    }
}
