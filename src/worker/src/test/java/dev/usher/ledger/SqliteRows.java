package dev.usher.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A ledger's file, as somebody else than the ledger sees it. */
final class SqliteRows {
    private SqliteRows() {}

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static long count(Path file) {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM usher_ledger")) {
            return count.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError("the ledger's file can't be read", e);
        }
    }
}
