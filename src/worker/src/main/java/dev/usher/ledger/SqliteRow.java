package dev.usher.ledger;

import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Mark;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Processing;
import dev.usher.flow.Ledger.Row;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result.User;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as columns of SQLite's table. */
final class SqliteRow {
    /** Every column but the id, in the order of {@link #bind}. */
    static final String COLUMNS =
            "revision, key_version, identity, content, since, lease_until, attempts, mark, gone,"
                    + " born_late, begun_once, status, code, message, cognito_error, username, sub,"
                    + " user_status, message_id, former, expires_at";

    static final String VALUES = "?, ".repeat(20) + "?";

    private SqliteRow() {}

    /**
     * Binds the values of {@link #COLUMNS}.
     *
     * @return the index of the first parameter behind them
     */
    static int bind(PreparedStatement statement, Row row, long expiresAt) throws SQLException {
        int at = 1;
        statement.setLong(at++, row.revision());
        statement.setString(at++, row.fingerprint().keyVersion());
        statement.setString(at++, row.fingerprint().identity());
        statement.setString(at++, row.fingerprint().content());
        Mark mark = row.mark();
        Processing processing = row.processing();
        statement.setLong(at++, mark.since().toEpochMilli());
        statement.setLong(at++, processing.leaseUntil().toEpochMilli());
        statement.setInt(at++, processing.attempts());
        text(statement, at++, mark.sub());
        statement.setBoolean(at++, mark.gone());
        statement.setBoolean(at++, mark.bornLate());
        statement.setBoolean(at++, processing.begunOnce());
        Outcome outcome = processing.outcome();
        Failure failure = outcome == null ? null : outcome.failure();
        User user = outcome == null ? null : outcome.user();
        text(statement, at++, outcome == null ? null : outcome.status());
        text(statement, at++, failure == null ? null : failure.code().name());
        text(statement, at++, failure == null ? null : failure.message());
        text(statement, at++, failure == null ? null : failure.cognitoError());
        text(statement, at++, user == null ? null : user.username());
        text(statement, at++, user == null ? null : user.sub());
        text(statement, at++, user == null ? null : user.status());
        text(statement, at++, outcome == null ? null : outcome.messageId());
        text(statement, at++, mark.former());
        statement.setLong(at++, expiresAt);
        return at;
    }

    private static void text(PreparedStatement statement, int at, @Nullable String text)
            throws SQLException {
        if (text == null) {
            statement.setNull(at, Types.VARCHAR);
        } else {
            statement.setString(at, text);
        }
    }

    static Row read(String id, ResultSet row) throws SQLException {
        return new Row(
                id,
                row.getLong("revision"),
                new Fingerprint(
                        row.getString("key_version"),
                        row.getString("identity"),
                        row.getString("content")),
                new Mark(
                        row.getString("mark"),
                        row.getBoolean("gone"),
                        Instant.ofEpochMilli(row.getLong("since")),
                        row.getBoolean("born_late"),
                        row.getString("former")),
                new Processing(
                        Instant.ofEpochMilli(row.getLong("lease_until")),
                        row.getInt("attempts"),
                        row.getBoolean("begun_once"),
                        outcome(row)));
    }

    private static @Nullable Outcome outcome(ResultSet row) throws SQLException {
        String status = row.getString("status");
        if (status == null) {
            return null;
        }
        String code = row.getString("code");
        String username = row.getString("username");
        return new Outcome(
                status,
                code == null
                        ? null
                        : new Failure(
                                FailureCode.valueOf(code),
                                row.getString("message"),
                                row.getString("cognito_error")),
                username == null
                        ? null
                        : new User(username, row.getString("sub"), row.getString("user_status")),
                row.getString("message_id"));
    }
}
