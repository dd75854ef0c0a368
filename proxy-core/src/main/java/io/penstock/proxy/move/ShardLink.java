package io.penstock.proxy.move;

import io.penstock.pool.node.ControlTarget;
import io.penstock.pool.node.DirectConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections to the primary of one shard, each opened when it is first needed. */
final class ShardLink implements AutoCloseable {
  static final String APPLICATION = "penstock move";

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String OPTIONS =
      "-c search_path=pg_catalog -c DateStyle=ISO -c IntervalStyle=postgres -c TimeZone=UTC"
          + " -c extra_float_digits=3 -c bytea_output=hex -c row_security=off"
          + " -c default_transaction_read_only=off -c statement_timeout=0"
          + " -c idle_in_transaction_session_timeout=0 -c client_encoding=UTF8";

  /** What a connection is for. */
  enum Use {
    /** Asks, each question by itself. */
    LOOK,

    /** Reads and deletes what leaves. */
    LEAVE,

    /** Writes what arrives. */
    ARRIVE
  }

  private final String name;
  private final List<ControlTarget> nodes;
  private final Map<Use, Connection> open = new EnumMap<>(Use.class);
  private boolean triggers;

  ShardLink(String name, List<ControlTarget> nodes) {
    this.name = name;
    this.nodes = List.copyOf(nodes);
  }

  String name() {
    return name;
  }

  /** Whether triggers and foreign keys act on what is moved, since the user may not switch them. */
  boolean triggers() throws SQLException {
    var unused = connection(Use.ARRIVE);
    return triggers;
  }

  Connection look() throws SQLException {
    return connection(Use.LOOK);
  }

  Connection connection(Use use) throws SQLException {
    Connection known = open.get(use);
    if (known == null) {
      known = primary();
      open.put(use, known);
      if (use != Use.LOOK) {
        triggers = !asReplica(known);
      }
    }
    return known;
  }

  private static boolean asReplica(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      return true;
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private Connection primary() throws SQLException {
    SQLException failure = null;
    for (ControlTarget node : nodes) {
      try {
        Connection connection = DirectConnection.open(node, APPLICATION, OPTIONS, CONNECT);
        if (nodes.size() == 1 || !isReplica(connection)) {
          return connection;
        }
        connection.close();
      } catch (SQLException e) {
        failure = e;
      }
    }
    throw failure != null
        ? new SQLException("shard " + name + ": " + failure.getMessage(), failure)
        : new SQLException("shard " + name + " has no primary among " + nodes);
  }

  private static boolean isReplica(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * Begins a transaction that sees one state of the shard, none of whose statements may take
   * longer.
   */
  Connection begin(Use use, Duration atMost) throws SQLException {
    Connection connection = connection(use);
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = " + Math.max(1, atMost.toMillis()));
    }
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  /** Undoes what was not committed; a connection on which that fails is dropped. */
  void rollback() {
    for (Use use : List.of(Use.LEAVE, Use.ARRIVE)) {
      Connection connection = open.get(use);
      try {
        if (connection != null && !connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      } catch (SQLException e) {
        drop(use);
      }
    }
  }

  /** Commits, if anything was begun there. */
  void commit(Use use) throws SQLException {
    Connection connection = open.get(use);
    if (connection != null && !connection.getAutoCommit()) {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private void drop(Use use) {
    Connection connection = open.remove(use);
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is gone all the same.
    }
  }

  /** One value; null when there is none. */
  @Nullable String value(String sql) throws SQLException {
    try (Statement statement = look().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  @Override
  public void close() {
    for (Use use : Use.values()) {
      drop(use);
    }
  }
}
