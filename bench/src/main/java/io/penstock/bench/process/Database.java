package io.penstock.bench.process;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The database that is asked, on a server of our own or a given one. Its password, if it needs one,
 * is in the environment variable PGPASSWORD, which pgbench reads too.
 */
public final class Database implements AutoCloseable {
  /** Names stand unquoted in configuration files. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private final Address address;
  private final String name;
  private final String user;
  private final @Nullable PostgresServer server;

  private Database(Address address, String name, String user, @Nullable PostgresServer server) {
    this.address = address;
    this.name = name;
    this.user = user;
    this.server = server;
  }

  /** Starts a server with an empty database and room for so many clients, plain or with TLS. */
  public static Database embedded(int clients, Certificate certificate) throws SQLException {
    PostgresServer server =
        PostgresServer.builder()
            .name("bench")
            .setting("max_connections", Integer.toString(clients))
            .setting("shared_buffers", "256MB")
            .tls(certificate.chain(), certificate.key())
            .start();
    return new Database(
        new Address(server.host(), server.port()),
        server.createDatabase("bench"),
        server.superuser(),
        server);
  }

  /**
   * A database that is there already.
   *
   * @throws BenchException if a name would need quotes
   */
  public static Database given(Address address, String name, String user) {
    for (String word : new String[] {name, user}) {
      if (!NAME.matcher(word).matches()) {
        throw new BenchException("name '" + word + "' (expected: " + NAME + ")");
      }
    }
    return new Database(address, name, user, null);
  }

  public Address address() {
    return address;
  }

  public String name() {
    return name;
  }

  public String user() {
    return user;
  }

  /** The password of {@link #user}, or null if it needs none. */
  static @Nullable String password() {
    return System.getenv("PGPASSWORD");
  }

  /** What the server says of itself, without the build. */
  public String version() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    String password = password();
    if (password != null) {
      login.setProperty("password", password);
    }
    String url = "jdbc:postgresql://" + address + "/" + name;
    try (Connection connection = DriverManager.getConnection(url, login)) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  /** Ends a server of our own; nothing stays of it. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
