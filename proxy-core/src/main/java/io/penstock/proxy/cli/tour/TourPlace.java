package io.penstock.proxy.cli.tour;

import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Where the tour goes: clients connect through the proxy, and the servers behind it are looked at
 * directly. Any thread.
 *
 * @param url of the proxy for pgjdbc, with user and password
 * @param shardsUrl of the database that has shards, the same way
 * @param shards what these are called on their servers
 * @param consoleUrl of its admin console, the same way
 * @param cluster the servers that serve the clients
 * @param user as whom the proxy logs in there
 * @param poolSize how many backends of one server the clients share
 */
public record TourPlace(
    String url,
    String shardsUrl,
    List<String> shards,
    String consoleUrl,
    PostgresCluster cluster,
    String user,
    int poolSize) {
  public TourPlace {
    shards = List.copyOf(shards);
  }

  /** The proxy's own connection, by which it looks after a server. */
  private static final String CONTROL = "penstock control";

  private static final String LIMITS = "&loginTimeout=60&socketTimeout=60";

  /** A new client of the proxy, which the caller closes. */
  Connection client(String application) throws SQLException {
    return DriverManager.getConnection(url + LIMITS + "&ApplicationName=" + application);
  }

  /** A client of the database that has shards. */
  Connection clientOfShards(String application) throws SQLException {
    return DriverManager.getConnection(shardsUrl + LIMITS + "&ApplicationName=" + application);
  }

  /** The same, all of whose statements the primary serves, also those that only read. */
  Connection clientOfPrimary(String application) throws SQLException {
    Connection client = client(application);
    try {
      execute(client, "SET penstock.route = 'primary'");
      return client;
    } catch (SQLException e) {
      client.close();
      throw e;
    }
  }

  /** The server that takes writes now. */
  PostgresServer primary() {
    return cluster.primary();
  }

  /** The name of the server that listens there. */
  String nameOf(int port) {
    for (PostgresServer server : cluster.servers()) {
      if (server.port() == port) {
        return server.name();
      }
    }
    throw new StepFailedException("port %d (expected: one of a server)".formatted(port));
  }

  /** A connection past the proxy, as superuser, to see what the primary sees. */
  Connection observer() throws SQLException {
    return primary().connect("postgres");
  }

  /** Whether the proxy has looked after this server since it was started. */
  boolean isWatched(PostgresServer server) throws SQLException {
    return !"0"
        .equals(
            server.text(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s' AND query <> ''"
                    .formatted(CONTROL)));
  }

  /** How many connections the proxy has to this server for its clients, as its console tells. */
  long connectionsTo(PostgresServer server) throws SQLException {
    long connections = 0;
    try (Connection console = DriverManager.getConnection(consoleUrl + LIMITS);
        Statement statement = console.createStatement();
        ResultSet rows = statement.executeQuery("SHOW SERVERS")) {
      while (rows.next()) {
        connections += rows.getInt("port") == server.port() ? 1 : 0;
      }
    }
    return connections;
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
    // Whose a connection is can only be told once its login is over.
    return "usename = '%s' AND application_name <> '%s' AND state <> 'starting'"
        .formatted(user, CONTROL);
  }

  /** How many backends the clients have, as the server counts them. */
  long backends(Connection observer) throws SQLException {
    return number(observer, "SELECT count(*) FROM pg_stat_activity WHERE " + isOfClient());
  }
}
