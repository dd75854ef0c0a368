package io.penstock.pool.node;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** A connection of its own to a server, for work that is no part of a proxy's; of no pool. */
public final class DirectConnection {
  private DirectConnection() {}

  /**
   * Opens one in autocommit mode; blocks.
   *
   * @param application its application_name
   * @param options for the server, as in {@code -c search_path=pg_catalog}
   * @param connect how long that may take
   */
  public static Connection open(
      ControlTarget target, String application, String options, Duration connect)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", target.user());
    if (target.password() != null) {
      properties.setProperty("password", target.password().reveal());
    }
    properties.setProperty("PGDBNAME", target.database());
    properties.setProperty("ApplicationName", application);
    properties.setProperty("options", options);
    String seconds = String.valueOf(Math.max(1, connect.toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("sslmode", target.sslMode());
    if (target.tls() != null && target.tls().ca() != null) {
      properties.setProperty("sslrootcert", target.tls().ca().toString());
    }
    if (target.tls() != null && target.tls().certificate() != null && target.tls().key() != null) {
      properties.setProperty("sslcert", target.tls().certificate().toString());
      properties.setProperty("sslkey", target.tls().key().toString());
      properties.setProperty(
          "pemKeyAlgorithm", ControlPools.keyAlgorithm(target.tls().certificate()));
    }
    return DriverManager.getConnection(target.jdbcUrl(), properties);
  }
}
