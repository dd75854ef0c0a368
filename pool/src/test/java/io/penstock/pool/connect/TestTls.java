package io.penstock.pool.connect;

import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.embedded.PostgresServer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes TLS only, but of its superuser: from role {@code scram} a password, from role
 * {@code certified} a password and a certificate. And the files for it.
 */
public final class TestTls {
  public static final String PASSWORD = "secret";

  private TestTls() {}

  /** To be closed by the caller. */
  public static PostgresServer start() throws SQLException {
    PostgresServer server =
        PostgresServer.builder()
            .name("tls-only")
            .tls(file("server.crt"), file("server.key"))
            // The authority that has signed the client's certificate, too.
            .setting("ssl_ca_file", "server.crt")
            .hba("hostssl all scram 127.0.0.1/32 scram-sha-256")
            .hba("hostssl all certified 127.0.0.1/32 scram-sha-256 clientcert=verify-full")
            .hba("hostssl all impostor 127.0.0.1/32 scram-sha-256 clientcert=verify-full")
            .start();
    for (String role : new String[] {"scram", "certified", "impostor"}) {
      server.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'");
    }
    return server;
  }

  /** A file of this module's test certificates. */
  public static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(TestTls.class.getResource("/tls/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What a node's tls block says.
   *
   * @param certificate the client's, or null
   */
  public static TlsConfig config(TlsMode mode, @Nullable String certificate) {
    return new TlsConfig(
        mode,
        certificate == null ? null : file(certificate + ".crt"),
        certificate == null ? null : file(certificate + ".key"),
        null,
        file("server.crt"));
  }
}
