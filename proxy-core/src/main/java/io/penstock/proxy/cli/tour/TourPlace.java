package io.penstock.proxy.cli.tour;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Where the tour goes: clients connect through the proxy, and the server behind it is looked at
 * directly. Any thread.
 *
 * @param url of the proxy for pgjdbc, with user and password
 * @param primary the server that serves the clients
 * @param user as whom the proxy logs in there
 * @param poolSize how many backends the clients share
 */
public record TourPlace(String url, PostgresServer primary, String user, int poolSize) {
  /** The proxy's own connection, by which it looks after a server. */
  private static final String CONTROL = "penstock control";

  private static final String LIMITS = "&loginTimeout=60&socketTimeout=60";

  /** A new client of the proxy, which the caller closes. */
  Connection client(String application) throws SQLException {
    return DriverManager.getConnection(url + LIMITS + "&ApplicationName=" + application);
  }

  /** A connection past the proxy, as superuser, to see what the server sees. */
  Connection observer() throws SQLException {
    return primary.connect("postgres");
  }

  /** The first column of the first row. */
  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The first column of the first row. */
  static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** Runs one statement for its effect. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The process of the backend that serves this client right now. */
  static long backend(Connection client) throws SQLException {
    return number(client, "SELECT pg_backend_pid()");
  }

  /** What tells the clients' backends from others of the same user, in pg_stat_activity. */
  String isOfClient() {
    return "usename = '%s' AND application_name <> '%s'".formatted(user, CONTROL);
  }

  /** How many backends the clients have, as the server counts them. */
  long backends(Connection observer) throws SQLException {
    return number(observer, "SELECT count(*) FROM pg_stat_activity WHERE " + isOfClient());
  }
}
