package io.penstock.proxy.move;

import io.penstock.config.PlacementText;
import io.penstock.config.ShardingConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The console of one proxy. */
final class ProxyConsole implements AutoCloseable {
  private static final String LOGIN_SECONDS = "3";
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final ProxyAddress address;
  private @Nullable Connection open;

  /**
   * What a proxy says of a move.
   *
   * @param behind how many of its sessions run what was sent before it knew of {@code version}
   * @param obstacle why it serves no key; null when it does
   */
  record View(long version, int behind, ShardingConfig placement, @Nullable String obstacle) {}

  ProxyConsole(ProxyAddress address) {
    this.address = address;
  }

  ProxyAddress address() {
    return address;
  }

  /**
   * Has the proxy go by the record; blocks.
   *
   * @param patience how long it waits for what was sent before
   */
  View follow(String database, Duration patience) throws SQLException {
    Connection known = open;
    boolean fresh = known == null;
    Connection console = known == null ? connect() : known;
    open = console;
    try {
      return ask(console, database, patience);
    } catch (SQLException e) {
      close();
      if (fresh) {
        throw e;
      }
      // It may have been restarted since it was asked last.
      Connection again = connect();
      open = again;
      return ask(again, database, patience);
    }
  }

  /** The processes of the servers that this proxy is connected to. */
  Set<Integer> backends() throws SQLException {
    Connection known = open;
    Connection console = known == null ? connect() : known;
    open = console;
    Set<Integer> processes = new HashSet<>();
    try (Statement statement = console.createStatement();
        ResultSet row = statement.executeQuery("SHOW SERVERS")) {
      while (row.next()) {
        processes.add(row.getInt("remote_pid"));
      }
    }
    return processes;
  }

  private static View ask(Connection console, String database, Duration patience)
      throws SQLException {
    String command =
        "SHARDS MOVE %s WITHIN %d".formatted(KeyColumns.quoted(database), patience.toMillis());
    try (Statement statement = console.createStatement()) {
      statement.setQueryTimeout(0);
      try (ResultSet row = statement.executeQuery(command)) {
        if (!row.next()) {
          throw new SQLException("SHARDS MOVE has no answer");
        }
        return new View(
            row.getLong("version"),
            row.getInt("behind"),
            PlacementText.parse(row.getString("placement")),
            row.getString("obstacle"));
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    if (address.password() != null) {
      properties.setProperty("password", address.password());
    }
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", ShardLink.APPLICATION);
    properties.setProperty("connectTimeout", LOGIN_SECONDS);
    properties.setProperty("loginTimeout", LOGIN_SECONDS);
    properties.setProperty("socketTimeout", String.valueOf(ANSWER.toSeconds()));
    properties.setProperty("sslmode", address.sslMode());
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/penstock".formatted(address.host(), address.port()), properties);
  }

  @Override
  public void close() {
    Connection known = open;
    open = null;
    try {
      if (known != null) {
        known.close();
      }
    } catch (SQLException e) {
      // It is gone all the same.
    }
  }
}
