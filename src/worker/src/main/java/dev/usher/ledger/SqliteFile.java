package dev.usher.ledger;

import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The table and its statements; used by one thread. */
final class SqliteFile implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private static final String TABLE =
            """
            CREATE TABLE IF NOT EXISTS usher_ledger (
              id TEXT PRIMARY KEY, revision INTEGER NOT NULL, key_version TEXT NOT NULL,
              identity TEXT NOT NULL, content TEXT NOT NULL, since INTEGER NOT NULL,
              lease_until INTEGER NOT NULL, attempts INTEGER NOT NULL, mark TEXT,
              gone INTEGER NOT NULL, born_late INTEGER NOT NULL, begun_once INTEGER NOT NULL, status TEXT, code TEXT,
              message TEXT, cognito_error TEXT, username TEXT, sub TEXT, user_status TEXT,
              message_id TEXT, former TEXT, expires_at INTEGER NOT NULL
            ) WITHOUT ROWID\
            """;

    private static final String BIRTH =
            "CREATE TABLE IF NOT EXISTS usher_ledger_birth"
                    + " (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)";

    private static final String EXPIRY =
            "CREATE INDEX IF NOT EXISTS usher_ledger_expiry ON usher_ledger (expires_at)";

    private static final String INSERT =
            "INSERT OR IGNORE INTO usher_ledger ("
                    + SqliteRow.COLUMNS
                    + ", id) VALUES ("
                    + SqliteRow.VALUES
                    + ", ?)";

    private static final String UPDATE =
            "UPDATE usher_ledger SET ("
                    + SqliteRow.COLUMNS
                    + ") = ("
                    + SqliteRow.VALUES
                    + ") WHERE id = ? AND revision = ?";

    private static final String PROBE =
            "INSERT INTO usher_ledger ("
                    + SqliteRow.COLUMNS
                    + ", id) VALUES ("
                    + "0, ".repeat(21)
                    + "'probe')";

    private final Path file;
    private final @Nullable Object key;
    private final Instant since;
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement select;
    private final PreparedStatement expire;

    private SqliteFile(Path file, Connection connection, Instant now) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.since = birth(now);
        this.key = key(file);
        this.insert = connection.prepareStatement(INSERT);
        this.update = connection.prepareStatement(UPDATE);
        this.select =
                connection.prepareStatement(
                        "SELECT " + SqliteRow.COLUMNS + " FROM usher_ledger WHERE id = ?");
        this.expire =
                connection.prepareStatement(
                        "DELETE FROM usher_ledger WHERE id = ? AND expires_at <= ?");
    }

    /**
     * @param now since when the file remembers, if it is new
     */
    static SqliteFile open(Path file, Instant now) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        makeForOwnerAlone(file);
        // An absolute path: :memory: and file: have a meaning of their own to SQLite.
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute(EXPIRY);
            statement.execute(BIRTH);
            return new SqliteFile(file, connection, now);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Holds usernames, so create it 0600. Where that fails, SQLite creates the file itself. */
    private static void makeForOwnerAlone(Path file) {
        var owner = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
        } catch (IOException | UnsupportedOperationException _) {
            // The file exists, or SQLite reports the fault.
        }
    }

    /** When this file was begun. */
    Instant since() {
        return since;
    }

    /**
     * Whether this file was deleted or replaced, so that no other worker sees what is written to
     * it.
     */
    boolean gone() {
        return !Objects.equals(key, key(file));
    }

    private static @Nullable Object key(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private Instant birth(Instant now) throws SQLException {
        try (PreparedStatement first =
                        connection.prepareStatement(
                                "INSERT OR IGNORE INTO usher_ledger_birth (one, at) VALUES (1, ?)");
                Statement statement = connection.createStatement()) {
            first.setLong(1, now.toEpochMilli());
            first.executeUpdate();
            try (ResultSet row = statement.executeQuery("SELECT at FROM usher_ledger_birth")) {
                return Instant.ofEpochMilli(row.getLong("at"));
            }
        }
    }

    /**
     * Takes the file's write lock. Not through the driver, which would take it again with each
     * commit, and keep every other worker out.
     */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    Written write(Row next, long now, long expiresAt) throws SQLException {
        expire.setString(1, next.id());
        expire.setLong(2, now);
        expire.executeUpdate();
        boolean first = next.revision() == 1;
        PreparedStatement statement = first ? insert : update;
        int at = SqliteRow.bind(statement, next, expiresAt);
        statement.setString(at++, next.id());
        if (!first) {
            statement.setLong(at, next.revision() - 1);
        }
        return statement.executeUpdate() == 1
                ? new Written.Done()
                : new Written.Conflict(current(next.id()));
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /** Writes a row and deletes it, so that the pages are written. */
    void probe() throws SQLException {
        execute(PROBE);
        execute("DELETE FROM usher_ledger WHERE id = 'probe'");
    }

    void sweep(long now) throws SQLException {
        try (PreparedStatement sweep =
                connection.prepareStatement("DELETE FROM usher_ledger WHERE expires_at <= ?")) {
            sweep.setLong(1, now);
            sweep.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private @Nullable Row current(String id) throws SQLException {
        select.setString(1, id);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? SqliteRow.read(id, row) : null;
        }
    }
}
